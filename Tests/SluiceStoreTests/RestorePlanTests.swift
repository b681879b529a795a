import SluiceEngine
import SluiceKernel
import Testing

@testable import SluiceStore

@Suite struct RestorePlanTests {
    private static let week: Int64 = 7 * 86_400_000
    private static let now: Int64 = 2_000_000_000_000

    /// A row that stands at 42 of a topic that it is of, an hour old.
    private var row: StoreRow {
        var row = StoreRowTests.row
        row.time = Self.now - 3_600_000
        return row
    }

    private func plan(
        _ used: StoreRow?, loading: StoreRow? = nil, distrust: String? = nil, range: Range<Int64> = 0..<100,
        _ change: (inout StoreOrigin) -> Void = { _ in }
    ) -> RestorePlan {
        var origin = StoreRowTests.row.origin
        change(&origin)
        let topic = RestorePlan.Topic(origin: origin, range: range, keepsDeletions: Self.week, now: Self.now)
        return RestorePlan(used: used, loading: loading, distrust: distrust, topic)
    }

    private func reason(_ plan: RestorePlan) -> String? {
        if case .load(let reason) = plan { reason } else { nil }
    }

    @Test func `good cells are gone on with, and nothing is loaded without a reason`() {
        #expect(plan(row) == .update(row))
        #expect(plan(row, loading: row) == .update(row))
        #expect(plan(nil) == .load(reason: nil))
        #expect(plan(nil, loading: row) == .goOn(row))
    }

    @Test func `cells of another place are given up`() {
        #expect(reason(plan(row) { $0.cluster = "c2" }) == "it is of cluster c1, this is c2")
        #expect(reason(plan(row) { $0.topic = "x" }) == "it is of topic shop.checkpoints, this is x")
        #expect(reason(plan(row) { $0.partitions = 8 }) == "it is of a topic with 16 partitions, this one has 8")
        #expect(reason(plan(row) { $0.partition = 4 }) == "it is of partition 3, this is 4")
        #expect(plan(nil, loading: row) { $0.cluster = "c2" } == .load(reason: nil))
    }

    @Test func `cells that stand where the topic has nothing are given up`() {
        #expect(reason(plan(row, range: 0..<41)) == "it stands at offset 42, the topic has 0..<41")
        #expect(plan(row, range: 0..<42) == .update(row))
        // The record that shows that the topic is the same is read once more.
        #expect(reason(plan(row, range: 42..<100)) != nil)
        #expect(plan(row, range: 41..<100) == .update(row))
    }

    @Test func `cells are given up when records of deletions may be gone, but not when nothing was written since`() {
        var old = row
        old.time = Self.now - Self.week + 3_600_001
        #expect(plan(old) == .update(old))
        old.time -= 2
        #expect(reason(plan(old))?.contains("some may be gone") == true)
        // A mark at most lies behind it.
        #expect(plan(old, range: 0..<43) == .update(old))
        #expect(plan(nil, loading: old) == .load(reason: nil))
    }

    @Test func `damaged cells are loaded anew`() {
        #expect(reason(plan(row, distrust: "bad block")) == "it is damaged: bad block")
    }
}
