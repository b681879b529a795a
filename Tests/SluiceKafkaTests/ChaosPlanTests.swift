import ChaosKit
import TestFolders
import Testing

/// What `./dev chaos` is to do, as far as it breaks nothing.
@Suite struct ChaosPlanTests {
    private let quota = Quota(kills: 20, wipes: 6, pauses: 10, cuts: 9, restarts: 4, brokerKills: 7, poisons: 2)

    private func plan(seed: UInt64) -> FaultPlan {
        var dice = Dice(seed: seed)
        return FaultPlan(quota, longest: 20_000, gap: 5_000, &dice)
    }

    @Test(arguments: [1, 2, 77]) func `a plan has all faults of its quota, within their bounds`(seed: UInt64) {
        var done = Quota()
        var longest = (pause: 0, cut: 0)
        var poisons: [Kind: Int] = [:]
        for entry in plan(seed: seed).entries {
            #expect((500...9_500).contains(entry.gap))
            switch entry.fault {
            case .kill(let down, let wiping):
                #expect((0...4_000).contains(down))
                done.kills += 1
                done.wipes += wiping ? 1 : 0
            case .pause(let time):
                #expect((1_000...20_000).contains(time))
                done.pauses += 1
                longest.pause = max(longest.pause, time)
            case .cut(let time):
                #expect((1_000...20_000).contains(time))
                done.cuts += 1
                longest.cut = max(longest.cut, time)
            case .restart: done.restarts += 1
            case .killBroker: done.brokerKills += 1
            case .poison(let kind): poisons[kind, default: 0] += 1
            }
        }
        done.poisons = 2
        #expect(done == quota)
        #expect(longest == (20_000, 20_000))
        #expect(poisons == [.grim: 2, .doomed: 2, .mortal: 2])
    }

    @Test func `a seed decides the whole plan`() {
        #expect(plan(seed: 5).entries == plan(seed: 5).entries)
        #expect(plan(seed: 5).entries != plan(seed: 6).entries)
    }

    @Test func `the full run has what it promises`() {
        let total = PhasePlan.full(rate: 1_500).reduce(into: Quota()) { $0.add($1.total) }
        #expect(
            total.covers(Quota(kills: 60, wipes: 1, pauses: 30, cuts: 30, restarts: 1, brokerKills: 30, poisons: 1)))
        var short = PhasePlan.short(rate: 1_500).reduce(into: Quota()) { $0.add($1.total) }
        #expect(short.covers(Quota(kills: 1, wipes: 1, pauses: 1, cuts: 1, restarts: 1, brokerKills: 1, poisons: 1)))
        short.cuts -= 1
        #expect(!short.covers(PhasePlan.short(rate: 1_500).reduce(into: Quota()) { $0.add($1.total) }))
    }

    @Test func `an instance id tells its kind and its number, and nothing else is one`() {
        for kind in Kind.allCases { #expect(Subject(id: Subject(kind, 17).id) == Subject(kind, 17)) }
        for id in ["errand", "errand-", "errand-x", "errand-01", "errand--1", "parcel-1", "-1", ""] {
            #expect(Subject(id: id) == nil, "\(id)")
        }
    }

    @Test(arguments: [
        ("start quick-3\n", "its end says nothing"), ("start quick-3\nend 2\n", "its end says 2"),
        ("start quick-3\nend 1\nstart quick-6\n", "no line of a ledger: start quick-6"),
        ("begin quick-3\nend 1\n", "no line of a ledger: begin quick-3"), ("end 0\nend 0\n", "no line of a ledger"),
    ]) func `half a ledger is refused`(text: String, reason: String) throws {
        let path = TemporaryFolder.shared.file()
        try ChaosKit.TextFile.write(text, to: path)
        let error = #expect(throws: ChaosError.self) { _ = try Ledger(contentsOf: path) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }
}
