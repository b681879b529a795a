import SluiceEngine
import SluiceStore

extension SlotRestore {
    /// Applies what is committed as it comes, from where ``run()`` ended, until it should stop or something has to be loaded
    /// anew, which it is.
    ///
    /// - Parameter publish: hears how far each partition is: the records behind the end, and whether that is warm.
    func follow(_ publish: (_ index: Int, _ behind: Int64, _ isWarm: Bool) -> Void) throws(LogError) {
        while !shouldStop() {
            let reader = try KafkaReader(node.settings, isCommitted: true, sink: sink)
            defer { reader.close() }
            isAtEnd = partitions.map { _ in false }
            try reader.assign(topic, partitions.map { ($0, restores[local($0)].row.next) })
            let bad = try followUntilBad(reader, publish)
            if bad.isEmpty { return }
            var ranges = try node.view.ranges(topic, partitions)
            for partition in bad {
                publish(local(partition), 0, false)
                let restore = restores[local(partition)]
                let reason = strangers.contains(partition) ? objection(to: restore) : nil
                restores[local(partition)] = try load(
                    restore.row.origin, ranges[local(partition)], because: reason ?? differs(restore))
            }
            try bring(bad, to: &ranges)
        }
    }

    /// - Returns: partitions that are not what the topic holds.
    private func followUntilBad(
        _ reader: KafkaReader, _ publish: (_ index: Int, _ behind: Int64, _ isWarm: Bool) -> Void
    ) throws(LogError) -> [Int] {
        while !shouldStop() {
            var ended: [Int] = []
            let asked = Clock.wall()
            _ = try poll(reader, timeout: 50) { partition, offset in
                restores[local(partition)].reachedEnd(offset, at: asked)
                ended.append(partition)
            }
            try flushFull()
            // A position record in a part of the topic that is being compacted may come without all of its cells: only at an
            // end everything is there.
            var bad: [Int] = []
            for partition in ended where isAtEnd[local(partition)] {
                if try !restores[local(partition)].finish(shouldStop: shouldStop) { bad.append(partition) }
            }
            bad += strangers.subtracting(bad).sorted()
            if !bad.isEmpty { return bad }
            for partition in partitions {
                let end = reader.handle.fetchedEnd(topic, partition) ?? 0
                publish(local(partition), max(0, end - restores[local(partition)].row.next), true)
            }
        }
        return []
    }
}
