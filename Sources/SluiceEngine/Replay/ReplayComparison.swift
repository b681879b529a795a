package import SluiceKernel

/// Finds where what was folded differs from what else there is.
package enum ReplayComparison {
    /// The key of the first cell that two states do not agree on; nil: all their cells are equal.
    package static func firstDifference(
        _ one: any ReplayState, _ other: any ReplayState
    ) throws(LogError) -> [UInt8]? {
        let range = ([CellKey.Kind.partition.rawValue], [EndRow.kind])
        var (left, right) = (CellStream(one, from: range.0, to: range.1), CellStream(other, from: range.0, to: range.1))
        while true {
            let (cell, second) = (try left.next(), try right.next())
            guard let cell else { return second?.key }
            guard let second else { return cell.key }
            if cell.key == second.key && cell.value == second.value { continue }
            return cell.key.lexicographicallyPrecedes(second.key) ? cell.key : second.key
        }
    }

    /// Calls `body` with how each life of an instance was left by two replays where that is not the same, in the order of their
    /// ids; nil: a replay has no such life. Both kept their ends.
    ///
    /// - Returns: how many lives there were, in either.
    package static func ends(
        _ one: any ReplayState, _ other: any ReplayState, _ body: (_ was: EndRow?, _ is: EndRow?) -> Void
    ) throws(LogError) -> Int {
        let range = ([EndRow.kind], [EndRow.kind + 1])
        var (left, right) = (CellStream(one, from: range.0, to: range.1), CellStream(other, from: range.0, to: range.1))
        var (was, now) = (try left.next(), try right.next())
        var lives = 0
        while was != nil || now != nil {
            lives += 1
            let isFirst = was.map { cell in now.map { !$0.key.lexicographicallyPrecedes(cell.key) } ?? true } ?? false
            let isSecond = now.map { cell in was.map { !$0.key.lexicographicallyPrecedes(cell.key) } ?? true } ?? false
            let rows = (
                isFirst ? was.map { EndRow(key: $0.key, value: $0.value) } : nil,
                isSecond ? now.map { EndRow(key: $0.key, value: $0.value) } : nil
            )
            if let old = rows.0, let new = rows.1, old.isSame(as: new) {} else { body(rows.0, rows.1) }
            if isFirst { was = try left.next() }
            if isSecond { now = try right.next() }
        }
        return lives
    }

    /// The sum over the cells of a state.
    package static func sum(_ state: any ReplayState) throws(LogError) -> StateHash {
        var sum = StateHash()
        try state.scan(from: [CellKey.Kind.partition.rawValue], to: [EndRow.kind]) { key, value in
            sum.add(StateHash.cell(key: key, value: value))
            return true
        }
        return sum
    }
}
