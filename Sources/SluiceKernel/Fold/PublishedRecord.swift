/// What a `publish` step gives to the outside. A view: what it points to is valid during the call that it is passed to.
package struct PublishedRecord {
    /// The whole name of a topic.
    package var topic: String
    package var delivery: PublishDelivery
    package var key: UnsafeRawBufferPointer
    /// JSON.
    package var value: UnsafeRawBufferPointer
    /// `ce_type`.
    package var type: String
    package var workflow: String
    /// Of the definition's own, in their order.
    package var headers: [(name: String, value: [UInt8])]
    /// When the last of what the step waited for happened, microseconds since 1970.
    package var time: Int64
    package var instance: UnsafeRawBufferPointer
    package var incarnation: Int64
    package var step: UInt16
    package var pass: UInt16

    /// `instance/incarnation/step/pass`: the same however often the step is folded.
    package var id: [UInt8] { Array(instance) + Array("/\(incarnation)/\(step)/\(pass)".utf8) }

    /// Bytes of a key and of all headers of the definition's own, at most: with what the engine adds they fit beside the
    /// largest value.
    static let longestKeyAndHeaders = 8_192
}
