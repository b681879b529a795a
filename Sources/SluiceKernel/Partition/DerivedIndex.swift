/// The index cells that follow from the cells of state: timers by due time, pending tasks by queue. Local, and not hashed.
///
/// A freeze writes what changed of them; whoever has the state alone rebuilds them all with this.
package enum DerivedIndex {
    /// A pending task, as the index lists it.
    package struct PendingTask: Equatable, Sendable {
        package var queue: UInt64
        /// When the attempt became due to run, microseconds of the partition's clock.
        package var ready: Int64
        package var step: UInt16
    }

    /// The pending tasks of an instance, in the order of its steps.
    ///
    /// - Parameter queue: names the queue of a step; nil: its definition cannot be had, and nothing is listed.
    package static func pendingTasks(
        of instance: UnsafePointer<Instance>, queue: (_ step: Int) -> UInt64?
    ) -> [PendingTask] {
        if instance.pointee.unsettled == 0 { return [] }
        var found: [PendingTask] = []
        for step in instance.pointee.steps.indices where instance.pointee.steps[step].phase == .pending {
            guard let queue = queue(step) else { return [] }
            found.append(PendingTask(queue: queue, ready: instance.pointee.steps[step].time, step: UInt16(step)))
        }
        return found
    }

    /// Calls `row` with the key of each index cell that follows from one cell of state.
    ///
    /// - Parameter queue: names the queue of a step of the definition with this sequence number.
    /// - Throws: when the cell does not decode, or what `queue` throws.
    package static func keys(
        ofCell key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer,
        queue: (_ definition: Int64, _ step: Int) throws(CodecError) -> UInt64, _ row: ([UInt8]) -> Void
    ) throws(CodecError) {
        guard let first = key.first, let kind = CellKey.Kind(rawValue: first) else { return }
        let id = UnsafeRawBufferPointer(rebasing: key[1...])
        switch kind {
        case .instance:
            var instance = try Instance(id: id, cell: value, external: nil)
            for timer in instance.timers { row(CellKey.timer(due: timer.due, id: id, timer: timer.id)) }
            var failure: CodecError?
            let definition = instance.definition
            let tasks = pendingTasks(of: &instance) { step in
                do throws(CodecError) {
                    return try queue(definition, step)
                } catch {
                    failure = error
                    return nil
                }
            }
            if let failure { throw failure }
            for task in tasks { row(CellKey.task(task.queue, ready: task.ready, id: id, step: task.step)) }
        case .earlySignals:
            row(CellKey.timer(due: try EarlySignals(cell: value).due, id: id, timer: TimerID(.earlySignals)))
        default: return
        }
    }
}
