import SluiceExpressions

/// The data of a `sluice.failed` record: `{"type":…,"message":…,"retriable":…}`, each of which may be left out.
struct PublicFailure {
    /// Of a worker that gives none.
    static let usualType = "Error"
    /// The largest part of a message that goes on.
    private static let longestMessage = 8_192

    var type = Array(PublicFailure.usualType.utf8)
    var message: [UInt8] = []
    var isRetriable = true

    init(_ data: UnsafeRawBufferPointer) throws(PublicRecordError) {
        if data.isEmpty { return }
        if let problem = PartitionFold.problem(withJSON: data, "failure") { throw PublicRecordError(problem) }
        guard JSON.kind(data) == .object else {
            throw PublicRecordError(#"the failure is no object: write it as {"type":"CardDeclined","message":"why"}"#)
        }
        if let type = try CloudEvent.text("type", in: data, of: "the failure") {
            guard (1...DefinitionCheck.maximumText).contains(type.count) else {
                throw PublicRecordError(
                    "the type of the failure has \(type.count) bytes, outside 1 to \(DefinitionCheck.maximumText)")
            }
            self.type = type
        }
        if let message = try CloudEvent.text("message", in: data, of: "the failure") {
            self.message = InstanceExtras.text(message, PublicFailure.longestMessage)
        }
        guard let range = CloudEvent.member("retriable", in: data) else { return }
        switch String(decoding: data[range], as: UTF8.self) {
        case "true", "null": break
        case "false": isRetriable = false
        default: throw PublicRecordError("'retriable' of the failure is neither true nor false")
        }
    }
}
