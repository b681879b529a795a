import SluiceKernel
import SluiceTestKit
import Testing

/// A producer that partitions in another way puts events where they do not belong.
@Suite("An event for an instance of another partition")
struct ForwardingTests {
    private static let definition = Definition.graph(.signal("paid"), .task("charge", [.step(0)]))

    /// Partition 2 of 4, and ids by the partition that they belong to.
    private func bench(limits: PartitionState.Limits = PartitionState.Limits()) -> FoldBench {
        FoldBench.with(ForwardingTests.definition, limits: limits, place: PartitionPlace(2, of: 4))
    }

    private func id(of partition: UInt32, _ number: Int = 0) -> String {
        var found = 0
        for candidate in 0... {
            let id = "order-\(candidate)"
            guard Array(id.utf8).withUnsafeBytes({ PartitionPlace.home(of: $0, among: 4) }) == partition else {
                continue
            }
            if found == number { return id }
            found += 1
        }
        return ""
    }

    private func sent(_ event: ScriptedEvent, to partition: UInt32, number: UInt64) -> FoldEffect {
        .sent(to: partition, number: number, event.record)
    }

    @Test("goes on to it as it is, numbered from 1 for each target; nothing else happens")
    func forwards() {
        let bench = bench()
        let (one, three) = (id(of: 1), id(of: 3))
        let events: [ScriptedEvent] = [
            .start(one, of: "w", version: 1, input: #"{"a":1}"#, eventID: "e1", time: 5),
            .signal(three, "paid", id: "s", time: 7, data: "[1]"),
            .signal(one, "paid", data: ""),
            .cancel(one, reason: "why", id: "c"),
            .ask(three, .wait, correlation: 9),
            .succeed(one, incarnation: 4, step: 1, value: "2"),
            .fail(one, incarnation: 4, step: 1),
        ]
        #expect(events.map { bench.send($0) } == Array(repeating: .forwarded, count: 7))
        #expect(
            bench.takeEffects() == [
                sent(events[0], to: 1, number: 1), sent(events[1], to: 3, number: 1), sent(events[2], to: 1, number: 2),
                sent(events[3], to: 1, number: 3), sent(events[4], to: 3, number: 2), sent(events[5], to: 1, number: 4),
                sent(events[6], to: 1, number: 5),
            ])
        #expect(bench.fold.state.sent.map(\.partition) == [1, 3])
        #expect(bench.fold.state.sent.map(\.number) == [5, 2])
        #expect(bench.host.ids.isEmpty && bench.host.earlyIDs.isEmpty)
        #expect(bench.found == [])
    }

    @Test("is none where it belongs to this one, or to no instance")
    func home() {
        let bench = bench()
        #expect(bench.send(.start(id(of: 2), of: "w")) == .applied)
        #expect(bench.send(.list(correlation: 1)) == .applied)
        #expect(bench.send(.clock) == .applied)
        #expect(bench.fold.state.sent.isEmpty)
        #expect(bench.found == [])
    }

    @Test("is refused here when it would be there for its data")
    func refused() {
        var limits = PartitionState.Limits()
        limits.maximumRecord = 16_384 + 1_000
        let bench = bench(limits: limits)
        let other = id(of: 1)
        let long = "\"" + String(repeating: "x", count: 1_000) + "\""
        #expect(bench.send(.start(other, of: "w", input: "{")) == .rejected)
        #expect(bench.send(.start(other, of: "w", input: long)) == .rejected)
        #expect(bench.send(.signal(other, "paid", data: "tru")) == .rejected)
        #expect(bench.send(.signal(other, "paid", data: long)) == .rejected)
        // What has no limit of its own must fit into a record all the same.
        let vast = "\"" + String(repeating: "x", count: 20_000) + "\""
        #expect(bench.send(.succeed(other, incarnation: 0, step: 1, value: vast)) == .rejected)
        #expect(bench.fold.state.sent.isEmpty)
        #expect(bench.deadLetters.count == 5)
        #expect(bench.deadLetters.last?.hasSuffix("at most 17384 can be sent on") == true)
        #expect(bench.found == [])
    }

    @Test("that came over a channel is not sent on again: its mark rises, and it is a dead letter")
    func once() {
        let bench = bench()
        let event = ScriptedEvent.start(id(of: 1), of: "w", admission: .channel(source: 0, number: 1))
        #expect(bench.send(event) == .rejected)
        #expect(bench.send(event) == .ignored)
        #expect(
            bench.deadLetters == [
                "partition 0 sent it here, and it belongs to partition 1: do the nodes agree on how many partitions there are?"
            ])
        #expect(bench.fold.state.received.map(\.number) == [1])
        #expect(bench.fold.state.sent.isEmpty)
        #expect(bench.found == [])
    }

    @Test("that was fed is sent on once, whatever is fed again")
    func fed() {
        let bench = bench()
        let feed = Admission.Feed(topic: 3, incarnation: 0, partition: 0, previous: -1, offset: 8)
        let event = ScriptedEvent.start(id(of: 0), of: "w", admission: .feed(feed))
        #expect(bench.send(event) == .forwarded)
        #expect(bench.send(event) == .ignored)
        #expect(bench.fold.state.sent.map(\.number) == [1])
        #expect(bench.found == [])
    }
}
