package import SluiceEngine
import SluiceKernel
import SluiceStore
import Synchronization

/// The traffic of an application's log with no engine in it: the same records are read, the same follow-ups appended, and
/// cells, outcomes, positions and offsets committed once a second. What librdkafka, the brokers and the store allow: the
/// limit that benchmarks compare the engine with.
package final class BareFold: Sendable {
    /// What becomes of an event.
    package struct Load: Sendable {
        /// What an instance's first event is.
        fileprivate(set) var first = EventKind.started
        /// Whether it is followed by the result of a task.
        fileprivate(set) var hasTask = true
        /// Bytes of an instance's cell while it runs and when it has ended, and of what it gives out then: what the engine's
        /// have.
        fileprivate(set) var runningBytes = 245
        fileprivate(set) var endedBytes = 475
        fileprivate(set) var outcomeBytes = 400

        var longest: Int { max(runningBytes, endedBytes, outcomeBytes) }

        /// Starts with a task each.
        package static let oneTask = Load()
        /// Signals, each of which changes its instance and gives something out.
        package static let advance = {
            var load = Load()
            load.first = .signaled
            load.hasTask = false
            load.endedBytes = 270
            load.outcomeBytes = 360
            return load
        }()
    }

    let settings: KafkaSettings
    let load: Load
    let store: LocalStore
    let sink: any LogSink
    private let ended = Atomic(0)
    private let wanted: Int

    /// - Parameters:
    ///   - folder: of the store, made anew.
    ///   - instances: how many end in all: so many first events are in the topic.
    package init(
        _ settings: KafkaSettings, folder: String, instances: Int, load: Load, sink: any LogSink
    ) throws(LogError) {
        self.settings = try settings.prepared()
        self.load = load
        self.sink = sink
        wanted = instances
        store = try LocalStore(folder: folder, sink: sink)
    }

    /// Runs until all instances have ended and everything is committed.
    ///
    /// - Parameter begun: called when the first event is read.
    package func run(begun: @escaping @Sendable () -> Void) throws(LogError) {
        let failure = Mutex<LogError?>(nil)
        let hasBegun = Atomic(false)
        let first: @Sendable () -> Void = {
            if !hasBegun.exchange(true, ordering: .acquiringAndReleasing) { begun() }
        }
        let threads = (0..<settings.shape.slots).map { slot in
            OSThread.start("bare-\(slot)") { [self] in
                do throws(KafkaError) {
                    let lane = try BareLane(self, slot: slot)
                    defer { lane.close() }
                    try lane.run(begun: first)
                } catch {
                    failure.withLock { $0 = $0 ?? LogError(error, "the bare fold of slot \(slot)") }
                    ended.store(wanted, ordering: .releasing)
                }
            }
        }
        for thread in threads { thread.join() }
        store.close()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    var isDone: Bool { ended.load(ordering: .acquiring) >= wanted }

    func noteEnded(_ count: Int) { ended.add(count, ordering: .acquiringAndReleasing) }
}
