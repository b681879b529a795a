package import SluiceKernel

/// What a thread was doing when the process died of it.
package enum CrashNote: Equatable, Sendable {
    /// Folding an entry of a record.
    case transition(TransitionID)
    /// Running the body of an attempt, of the task whose queue this is.
    case attempt(TaskIdentity, queue: UInt64, partition: Int)
}

/// Names one entry of one record.
package struct TransitionID: Equatable, Hashable, Comparable, Sendable {
    package var partition: Int
    package var offset: Int64
    /// Index within its record.
    package var entry: Int

    package init(partition: Int, offset: Int64, entry: Int) {
        self.partition = partition
        self.offset = offset
        self.entry = entry
    }

    package static func < (left: TransitionID, right: TransitionID) -> Bool {
        (left.partition, left.offset, left.entry) < (right.partition, right.offset, right.entry)
    }
}

extension TransitionID {
    /// The transition that was set aside, by the key of the cell that says so; nil: the key of another cell.
    ///
    /// A replay reads these cells of the state that it is to reach before it folds the first event.
    package init?(partition: Int, setAsideBy key: [UInt8]) {
        guard let (offset, entry) = key.withUnsafeBytes({ CellKey.skipped(from: $0) }) else { return nil }
        self.init(partition: partition, offset: offset, entry: entry)
    }
}
