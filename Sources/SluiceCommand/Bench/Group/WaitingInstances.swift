import Sluice
import SluiceEngine
import SluiceKernel

/// Instances that keep some 190 bytes and wait for a signal that does not come.
struct WaitingInstances {
    private static let prefix = "waiting-"

    let count: Int

    /// Starts them.
    func feed(_ log: any EventLog) throws {
        try BenchFeeder().feed(
            log, workflow: BenchWorkflows.waiting.name, prefix: WaitingInstances.prefix, count: count,
            input: BenchPayload.purchase)
    }

    /// Whether the committed state of the log has each of them, and no more.
    ///
    /// - Throws: when it has not.
    func check(_ log: any EventLog) throws {
        var isThere = [Bool](repeating: false, count: count)
        var strangers = 0
        let prefix =
            CellKey.instance(UnsafeRawBufferPointer(start: nil, count: 0)) + Array(WaitingInstances.prefix.utf8)
        for partition in 0..<log.shape.partitions {
            _ = try log.readState(partition: partition) { key, value in
                guard let number = InstanceNumber.of(key, prefix: prefix) else { return }
                if number < count { isThere[number] = value != nil } else { strangers += 1 }
            }
        }
        let found = isThere.count { $0 }
        guard found == count, strangers == 0 else {
            throw CommandError(.no, "\(found) of \(count) waiting instances are committed, and \(strangers) others")
        }
    }
}
