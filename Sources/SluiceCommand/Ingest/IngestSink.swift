import SluiceEngine

/// Where packed events go: the log of this process, or that of a running node.
protocol IngestSink: AnyObject {
    var shape: LogShape { get }
    /// Appends records in order. Blocks while too much is unconfirmed.
    ///
    /// - Throws: when an earlier append failed: nothing is sent behind it.
    func append(_ records: [AppendRecord]) throws(CommandError)
    /// Waits until everything is durable.
    func finish() throws(CommandError)
    /// Events that are durable.
    var confirmed: Int { get }
}
