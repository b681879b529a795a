import SluiceEngine

extension RecordBatch {
    /// The parts of a record, borrowed, for a call of the client that may fail. A nil value is a null value.
    func parts(
        of record: Record,
        _ body: (
            _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?, _ headers: UnsafeRawBufferPointer
        ) throws(KafkaError) -> Void
    ) throws(KafkaError) {
        var failure: KafkaError?
        withParts(of: record) { key, value, headers in
            do throws(KafkaError) { try body(key, value, headers) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
