/// What a record of a source does.
package enum SourceTarget: Equatable, Sendable {
    /// Version 0: the active one.
    case start(workflow: String, version: UInt32)
    case signal(String)
}
