import SluiceEngine
import SluiceStore
import Synchronization

/// This process's store, with its standbys.
final class NodeStore: Sendable {
    private struct State {
        var store: LocalStore?
        var cluster: String?
        var keepsDeletions: Int64?
        var statistics = RestoreStatistics()
    }

    /// What Kafka keeps records of deleted cells for when nobody says otherwise, milliseconds.
    private static let defaultKeepsDeletions: Int64 = 86_400_000

    let settings: KafkaSettings
    let view: ClusterView
    let sink: any LogSink
    private let state = Mutex(State())
    private let standbys = Mutex<[Int: SlotFollower]>([:])

    init(_ settings: KafkaSettings, view: ClusterView, sink: any LogSink) {
        self.settings = settings
        self.view = view
        self.sink = sink
    }

    /// The store, opened if it is not.
    ///
    /// - Throws: `invalid settings` without a data folder; what opening the store throws.
    func open() throws(LogError) -> LocalStore {
        guard let data = settings.data else {
            throw LogError(.invalidSettings, "a slot needs a store: set the node's data folder (KafkaSettings.data)")
        }
        let result = state.withLock { state -> Result<LocalStore, LogError> in
            do throws(LogError) {
                if let store = state.store {
                    try store.recover()
                    return .success(store)
                }
                let store = try LocalStore(
                    folder: "\(data)/store", partitions: settings.shape.partitions, sink: sink)
                state.store = store
                return .success(store)
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    // MARK: who writes

    /// Gives a slot's partitions to a lane: a standby of it ends, and so does what an older opening in this process writes.
    func take(_ slot: Int) throws(LogError) -> StoreShare {
        let store = try open()
        standbys.withLock { $0.removeValue(forKey: slot) }?.close()
        return store.take(settings.shape.partitions(of: slot))
    }

    func follow(_ slot: Int) -> SlotFollower {
        standbys.withLock { standbys in
            if let standby = standbys[slot], !standby.isClosed { return standby }
            let standby = SlotFollower(slot: slot, node: self)
            standbys[slot] = standby
            return standby
        }
    }

    // MARK: what the topic is like

    func origins(_ partitions: Range<Int>) throws(LogError) -> [StoreOrigin] {
        let cluster: String
        if let known = state.withLock({ $0.cluster }) { cluster = known } else { cluster = try view.clusterID() }
        state.withLock { $0.cluster = cluster }
        return partitions.map {
            StoreOrigin(
                cluster: cluster, topic: settings.checkpoints, partition: $0, partitions: settings.shape.partitions)
        }
    }

    /// Milliseconds that the topic keeps records of deleted cells, at least.
    func keepsDeletions() throws(LogError) -> Int64 {
        if let known = state.withLock({ $0.keepsDeletions }) { return known }
        var found = NodeStore.defaultKeepsDeletions
        do throws(LogError) {
            found = try view.setting("delete.retention.ms", of: settings.checkpoints).flatMap { Int64($0) } ?? found
        } catch {
            guard error.code == .denied else { throw error }
            sink.log(
                .warning, "the settings of checkpoints may not be read: stores older than a day are loaded anew",
                [("reason", error.message)])
        }
        state.withLock { $0.keepsDeletions = found }
        return found
    }

    // MARK: statistics

    func count(_ change: (inout RestoreStatistics) -> Void) { state.withLock { change(&$0.statistics) } }

    var statistics: RestoreStatistics { state.withLock { $0.statistics } }

    func close() {
        let open = standbys.withLock { standbys in
            defer { standbys = [:] }
            return Array(standbys.values)
        }
        for standby in open { standby.close() }
        state.withLock { $0.store }?.close()
    }
}
