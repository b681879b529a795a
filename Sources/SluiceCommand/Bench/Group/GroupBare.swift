import SluiceKafka
import Synchronization

/// A bare fold of the events that are in an application's topic.
struct GroupBare {
    let application: GroupApplication
    let brokers: BenchBrokers

    /// - Returns: what it took from the first event that was read until all was committed.
    func measure(_ count: Int, _ load: BareFold.Load) throws -> GroupSpan {
        let fold = try BareFold(
            application.settings, folder: application.folder + "/store", instances: count, load: load,
            sink: StandardErrorLog())
        let begun = Mutex(GroupMoment(on: brokers))
        try fold.run { [brokers] in begun.withLock { $0 = GroupMoment(on: brokers) } }
        return GroupSpan(since: begun.withLock { $0 }, on: brokers)
    }
}
