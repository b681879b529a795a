import SluiceEngine
import SluiceKernel

extension LogConformance {
    @Sendable static func movesPositionsInCommits(_ harness: LogHarness, _ violations: inout Violations) throws {
        var log = try harness.open()
        _ = append((0..<10).map { record(0, $0) }, to: log, harness, &violations)
        var lane = try log.open(slot: 0, waker: CountingWaker())
        violations.expect(!lane.position(0).exists, "a position before the first commit")
        _ = drain(lane, 10, harness)
        violations.equal(lane.position(0).next, 0, "position after polls")
        lane.close()
        lane = try log.open(slot: 0, waker: CountingWaker())
        violations.equal(drain(lane, 10, harness).records.first?.offset, 0, "first record of the next opening")
        let waker = CountingWaker()
        lane.close()
        lane = try log.open(slot: 0, waker: waker)
        let before = waker.count
        let committed = part(0, next: 6)
        violations.equal(commit(Checkpoint(number: 1, partitions: [committed]), lane, harness), .committed, "outcome")
        violations.expect(waker.count > before, "the lane was not woken for its outcome")
        violations.expect(lane.takeCommitOutcome() == nil, "an outcome twice")
        violations.equal(lane.position(0), committed.position, "position")
        lane.close()
        lane = try log.open(slot: 0, waker: CountingWaker())
        violations.equal(drain(lane, 4, harness).records.map(\.offset), [6, 7, 8, 9], "records behind the position")
        harness.close(log)
        log = try harness.open()
        defer { harness.close(log) }
        lane = try log.open(slot: 0, waker: CountingWaker())
        violations.equal(lane.position(0), committed.position, "position after a restart")
        violations.equal(drain(lane, 4, harness).records.map(\.offset), [6, 7, 8, 9], "records after a restart")
    }

    @Sendable static func commitsWhole(_ harness: LogHarness, _ violations: inout Violations) throws {
        var log = try harness.open()
        _ = append((0..<8).map { record($0 % 2, $0) }, to: log, harness, &violations)
        var lane = try log.open(slot: 0, waker: CountingWaker())
        var checkpoint = Checkpoint(
            number: 1,
            partitions: [
                part(0, next: 2, cells: cells([("a", "1"), ("b", "2")]), index: cells([("t", "9")])),
                part(1, next: 3, cells: cells([("a", "3")])),
            ])
        output(1, 40, into: &checkpoint.outcomes)
        output(0, 41, into: &checkpoint.deadLetters)
        violations.equal(commit(checkpoint, lane, harness), .committed, "outcome")
        for restart in [false, true] {
            if restart {
                harness.close(log)
                log = try harness.open()
                lane = try log.open(slot: 0, waker: CountingWaker())
            }
            let when = restart ? "after a restart" : "after the commit"
            violations.equal(lane.get(0, Array("a".utf8)), Array("1".utf8), "cell a \(when)")
            violations.equal(lane.get(0, Array("b".utf8)), Array("2".utf8), "cell b \(when)")
            violations.equal(lane.get(0, Array("t".utf8)), Array("9".utf8), "index \(when)")
            violations.equal(lane.get(1, Array("a".utf8)), Array("3".utf8), "cell a of 1 \(when)")
            violations.equal(lane.position(0).next, 2, "position of 0 \(when)")
            violations.equal(lane.position(1).next, 3, "position of 1 \(when)")
            compare(
                try outputs(1, of: .outcomes, 1, log, harness), partition: 1, from: 0,
                with: [record(1, 40)], &violations)
            compare(
                try outputs(1, of: .deadLetters, 0, log, harness), partition: 0, from: 0,
                with: [record(0, 41)], &violations)
        }
        harness.close(log)
    }

    @Sendable static func readsCells(_ harness: LogHarness, _ violations: inout Violations) throws {
        let log = try harness.open()
        defer { harness.close(log) }
        let lane = try log.open(slot: 0, waker: CountingWaker())
        func scan(_ partition: Int, _ from: String, _ to: String, limit: Int = 100) -> [String] {
            var found: [String] = []
            lane.scan(partition, from: Array(from.utf8), to: Array(to.utf8)) { key, value in
                found.append(String(decoding: key, as: UTF8.self) + "=" + String(decoding: value, as: UTF8.self))
                return found.count < limit
            }
            return found
        }
        violations.equal(lane.get(0, Array("a".utf8)), nil, "a cell of an empty store")
        violations.equal(scan(0, "", "z"), [], "a scan of an empty store")
        var first = Checkpoint(number: 1)
        first.partitions = [
            part(0, next: 0, cells: cells([("a", "1"), ("b", ""), ("c", "3"), ("d", "4")])),
            part(1, next: 0, cells: cells([("b", "other")])),
        ]
        violations.equal(commit(first, lane, harness), .committed, "outcome")
        violations.equal(scan(0, "", "z"), ["a=1", "b=", "c=3", "d=4"], "a scan of all")
        violations.equal(scan(0, "b", "d"), ["b=", "c=3"], "a scan of a range")
        violations.equal(scan(0, "a0", "z", limit: 2), ["b=", "c=3"], "a scan that stops")
        violations.equal(scan(1, "", "z"), ["b=other"], "a scan of the next partition")
        violations.equal(lane.get(0, Array("b".utf8)), [], "an empty cell")
        let second = part(0, next: 0, cells: cells([("a", nil), ("c", "5"), ("e", "6")]))
        violations.equal(commit(Checkpoint(number: 2, partitions: [second]), lane, harness), .committed, "outcome")
        violations.equal(scan(0, "", "z"), ["b=", "c=5", "d=4", "e=6"], "a scan after changes")
        violations.equal(lane.get(0, Array("a".utf8)), nil, "a deleted cell")
        violations.equal(lane.get(1, Array("a".utf8)), nil, "a cell of another partition")
        looksUp(lane, harness, &violations)
    }

    /// More keys than a log may look up at once, every third of them there, and some that are no cells of state.
    private static func looksUp(_ lane: any LaneLog, _ harness: LogHarness, _ violations: inout Violations) {
        let keys = (0..<100).map { number in
            [number % 7 == 0 ? CellKey.Kind.timerIndex.rawValue : CellKey.Kind.instance.rawValue]
                + Array("i\(number)".utf8)
        }
        var state = CellBatch()
        var index = CellBatch()
        for key in keys.enumerated().filter({ $0.offset % 3 == 0 }).map(\.element).sorted(by: {
            $0.lexicographicallyPrecedes($1)
        }) {
            if key[0] == CellKey.Kind.instance.rawValue { state.put(key, [1]) } else { index.put(key, []) }
        }
        let third = Checkpoint(number: 3, partitions: [part(0, next: 0, cells: state, index: index)])
        violations.equal(commit(third, lane, harness), .committed, "outcome")
        for partition in 0...1 {
            for kind in [CellKey.Kind.instance, .timerIndex] {
                let asked = keys.filter { $0[0] == kind.rawValue }
                var cells = CellLookups()
                for key in asked { cells.add { $0 += key } }
                lane.look(partition, up: &cells)
                for (index, key) in asked.enumerated() {
                    let cell = lane.get(partition, key)
                    cells.withAnswer(index) { answer in
                        switch answer {
                        case .unknown: break
                        case .absent: violations.expect(cell == nil, "\(key) was said to be absent from \(partition)")
                        case .value(let value):
                            violations.expect(cell == Array(value), "another value of \(key) in \(partition)")
                        }
                    }
                }
            }
        }
    }

    @Sendable static func numbersOutputs(_ harness: LogHarness, _ violations: inout Violations) throws {
        var log = try harness.open()
        var expected: [AppendRecord] = []
        for number in 1...4 {
            if number == 3 {
                harness.close(log)
                log = try harness.open()
            }
            let lane = try log.open(slot: 1, waker: CountingWaker())
            var checkpoint = Checkpoint(number: UInt64(number), partitions: [part(2, next: 0)])
            for step in 0..<5 {
                output(2, number * 10 + step, into: &checkpoint.outcomes)
                expected.append(record(2, number * 10 + step))
            }
            violations.equal(commit(checkpoint, lane, harness), .committed, "outcome")
        }
        var range = try log.range(.outcomes, partition: 2)
        // A transaction's outcome is known before its markers are in every partition, and readers see it behind those.
        let latch = Latch()
        for _ in 0..<500 where range.upperBound < 20 {
            latch.wait(microseconds: 10_000)
            range = try log.range(.outcomes, partition: 2)
        }
        violations.expect(range.lowerBound == 0 && range.upperBound >= 20, "range \(range)")
        if harness.outputsAreDense { violations.equal(range, 0..<20, "range") }
        violations.equal(try log.range(.outcomes, partition: 3), 0..<0, "range of another partition")
        compare(
            try log.read(.outcomes, partition: 2, from: 0, bytes: 1 << 20), partition: 2, from: 0, with: expected,
            isDense: harness.outputsAreDense, &violations)
        harness.close(log)
    }

    @Sendable static func refusesBackwards(_ harness: LogHarness, _ violations: inout Violations) throws {
        let log = try harness.open()
        defer { harness.close(log) }
        _ = append((0..<5).map { record(0, $0) }, to: log, harness, &violations)
        let lane = try log.open(slot: 0, waker: CountingWaker())
        let forward = part(0, next: 4, cells: cells([("a", "1")]))
        violations.equal(commit(Checkpoint(number: 1, partitions: [forward]), lane, harness), .committed, "outcome")
        let back = part(0, next: 3, cells: cells([("a", "2")]))
        if case .notCommitted = commit(Checkpoint(number: 2, partitions: [back]), lane, harness) {
        } else {
            violations.fail("a position went back")
        }
        violations.equal(lane.get(0, Array("a".utf8)), Array("1".utf8), "cell")
        violations.equal(lane.position(0).next, 4, "position")
    }

    @Sendable static func fences(_ harness: LogHarness, _ violations: inout Violations) throws {
        let log = try harness.open()
        defer { harness.close(log) }
        _ = append((0..<5).map { record(0, $0) }, to: log, harness, &violations)
        let old = try log.open(slot: 0, waker: CountingWaker())
        let other = try log.open(slot: 1, waker: CountingWaker())
        let new = try log.open(slot: 0, waker: CountingWaker())
        let zombie = Checkpoint(number: 1, partitions: [part(0, next: 5, cells: cells([("a", "zombie")]))])
        if case .notCommitted = commit(zombie, old, harness) {
        } else {
            violations.fail("a fenced opening committed")
        }
        violations.equal(old.lost?.code, .fenced, "why the old opening is over")
        violations.expect(new.lost == nil && other.lost == nil, "an opening is over that nobody took")
        violations.equal(new.get(0, Array("a".utf8)), nil, "the zombie's cell")
        violations.equal(new.position(0).next, 0, "the position")
        let good = Checkpoint(number: 1, partitions: [part(0, next: 5, cells: cells([("a", "good")]))])
        violations.equal(commit(good, new, harness), .committed, "outcome")
        old.close()
        violations.expect(new.lost == nil, "closing the old opening ended the new one")
        let again = Checkpoint(number: 2, partitions: [part(0, next: 5)])
        violations.equal(commit(again, new, harness), .committed, "outcome")
    }

    @Sendable static func commitsMany(_ harness: LogHarness, _ violations: inout Violations) throws {
        var log = try harness.open()
        var lane = try log.open(slot: 0, waker: CountingWaker())
        func key(_ number: Int) -> [UInt8] { Array("k\(100_000 + number)".utf8) }
        var cells = CellBatch()
        for number in 0..<30_000 { cells.put(key(number), [UInt8](repeating: UInt8(number % 251), count: 100)) }
        let checkpoint = Checkpoint(number: 1, partitions: [part(1, next: 0, cells: cells)])
        violations.equal(commit(checkpoint, lane, harness), .committed, "outcome")
        harness.close(log)
        log = try harness.open()
        defer { harness.close(log) }
        lane = try log.open(slot: 0, waker: CountingWaker())
        var number = 0
        lane.scan(1, from: [], to: [0xff]) { found, value in
            if !found.elementsEqual(key(number)) || value.count != 100 || value[0] != UInt8(number % 251) {
                return false
            }
            number += 1
            return true
        }
        violations.equal(number, 30_000, "cells in order")
    }
}
