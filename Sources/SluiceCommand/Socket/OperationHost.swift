import SluiceEngine

/// What operations work on.
struct OperationHost: Sendable {
    let client: Client
    /// nil: the nodes of a group are asked through the log alone.
    let node: Node?
    let folder: String
    /// Wall time, milliseconds since 1970.
    let startedAt: Int64
    /// What this program holds the code of.
    let registry: DefinitionRegistry
    /// Counters of the log, by name.
    let logCounters: @Sendable () -> [(name: String, value: UInt64)]

    var log: any EventLog { client.log }
}
