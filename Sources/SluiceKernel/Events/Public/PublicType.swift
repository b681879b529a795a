/// What the type of a public record asks for.
enum PublicType {
    /// `sluice.start.<workflow>` or `sluice.start.<workflow>@<version>`; version 0: the active one.
    case start(workflow: ArraySlice<UInt8>, version: UInt32)
    /// `sluice.signal.<name>`
    case signal(name: ArraySlice<UInt8>)
    /// `sluice.succeeded`: a worker has done what it was given.
    case succeeded
    /// `sluice.failed`: it has not.
    case failed
    /// `sluice.heartbeat`: it is at it.
    case heartbeat

    static let startPrefix = "sluice.start."
    static let signalPrefix = "sluice.signal."
    static let succeededType = "sluice.succeeded"
    static let failedType = "sluice.failed"
    static let heartbeatType = "sluice.heartbeat"

    init(_ type: [UInt8]) throws(PublicRecordError) {
        if type.starts(with: PublicType.startPrefix.utf8) {
            self = try PublicType.start(type[PublicType.startPrefix.utf8.count...])
        } else if type.starts(with: PublicType.signalPrefix.utf8) {
            let name = type[PublicType.signalPrefix.utf8.count...]
            guard (1...DefinitionCheck.maximumText).contains(name.count) else {
                throw PublicRecordError(
                    "the name of the signal has \(name.count) bytes, outside 1 to \(DefinitionCheck.maximumText)")
            }
            self = .signal(name: name)
        } else if type.elementsEqual(PublicType.succeededType.utf8) {
            self = .succeeded
        } else if type.elementsEqual(PublicType.failedType.utf8) {
            self = .failed
        } else if type.elementsEqual(PublicType.heartbeatType.utf8) {
            self = .heartbeat
        } else {
            throw PublicRecordError(
                "unknown type \(String(decoding: type, as: UTF8.self).quotedForMessage): there are "
                    + "\(PublicType.startPrefix)<workflow>, \(PublicType.signalPrefix)<signal>, "
                    + "\(PublicType.succeededType), \(PublicType.failedType) and \(PublicType.heartbeatType)")
        }
    }

    /// What stands behind the prefix.
    private static func start(_ rest: ArraySlice<UInt8>) throws(PublicRecordError) -> PublicType {
        let name = rest.prefix { $0 != UInt8(ascii: "@") }
        let text = String(decoding: name, as: UTF8.self)
        if let problem = DefinitionName.problem(text, limit: DefinitionName.workflowLimit) {
            throw PublicRecordError("the workflow to start: \(problem)")
        }
        if name.count == rest.count { return .start(workflow: name, version: 0) }
        let digits = String(decoding: rest[(name.endIndex + 1)...], as: UTF8.self)
        guard let version = UInt32(digits), version > 0 else {
            throw PublicRecordError("the version \(digits.quotedForMessage) of workflow \(text) is no number from 1")
        }
        return .start(workflow: name, version: version)
    }
}
