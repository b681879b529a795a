package import SluiceEngine
import SluiceStore

/// A moment between the writes of a log's two databases.
package struct EmbeddedMark: Sendable {
    /// RocksDB's sequence number of the last write.
    let events: UInt64
    let state: UInt64

    package init(of log: EmbeddedLog) throws(LogError) {
        events = try log.core.events.database.sequence()
        state = try log.core.state.database.sequence()
    }
}
