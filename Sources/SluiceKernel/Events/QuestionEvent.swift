/// A read that goes through the log, so that its answer has a place in the order. It changes nothing.
package struct QuestionEvent {
    /// Empty when the question is about the whole partition.
    package var instance: UnsafeRawBufferPointer
    package var question: Question
    package var reply: ReplyAddress

    package init(instance: UnsafeRawBufferPointer, question: Question, reply: ReplyAddress) {
        self.instance = instance
        self.question = question
        self.reply = reply
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        instance = try reader.block()
        guard let address = try ReplyAddress.decode(from: &reader) else {
            throw reader.fail("question without address")
        }
        reply = address
        question = try Question(from: &reader)
    }

    func encode(to writer: inout ByteWriter) {
        writer.block(instance)
        ReplyAddress.encode(reply, to: &writer)
        question.encode(to: &writer)
    }
}
