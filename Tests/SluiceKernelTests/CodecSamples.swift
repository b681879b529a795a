import SluiceTestKit

@testable import SluiceKernel

/// One of each layout, made from fixed values.
enum CodecSamples {
    /// An `events` record with an entry of every kind, an envelope of each sort among them.
    static var record: [UInt8] {
        ScriptedEvent.pack([
            .start(
                "order-1", of: "w", version: 2, input: "{\"a\":1}", eventID: "e-1", time: 1_700_000_000_000_000,
                reply: ReplyAddress(partition: 3, correlation: 500, waitsForEnd: true)),
            .signal(
                "order-1", "paid", id: "s-1", time: -5, data: "[1]", admission: .channel(source: 300, number: 70_000)),
            .succeed("order-1", incarnation: 12, step: 1, attempt: 2, pass: 3, value: "\"v\""),
            .fail("order-1", incarnation: 12, step: 1, type: "Broken", message: "it broke", isNonRetriable: true),
            .cancel("order-1", reason: "why", id: "c-1"), .redrive("order-1", step: "a", id: "c-2"),
            .skip("order-1", step: "a", value: "7", reply: ReplyAddress(partition: 0, correlation: 1)),
            .ask("order-1", .get, correlation: 1), .ask("order-1", .wait, correlation: 2),
            .ask("order-1", .history(from: 300), correlation: 3),
            .list(definition: "w", statuses: 10, after: "order-0", limit: 7, correlation: 4),
            .ask("", .definitions, correlation: 5),
            .clock, .define(9, document: Array("{}".utf8)),
            .activate(
                10, .definition(9),
                admission: .feed(Admission.Feed(topic: 0, incarnation: 1, partition: 0, previous: -1, offset: 10))),
            .activate(11, .foldVersion(1)),
            .underWay(.queued, "order-1", incarnation: 12, step: 1, attempt: 2, pass: 3),
            .underWay(.heartbeat, "order-1", incarnation: 300, step: 0),
        ])
    }

    /// An instance with something in every field.
    static var instance: InstanceSnapshot {
        let bench = FoldBench.with(
            .graph(
                .task("a", [.input], deadline: 90_000), .task("b"), .signal("c", after: [.step(1)]),
                .signal("d", timeout: .fixed(5_000)), .transform("e", "1"), .task("f"), .timeout("g", of: 3)))
        bench.wait(1_700_000_000_000)
        let long = "\"" + String(repeating: "x", count: 700) + "\""
        bench.send(
            .start(
                "order-1", of: "w", input: long, time: 1_600_000_000_000_000,
                reply: ReplyAddress(partition: 2, correlation: 77, waitsForEnd: true)))
        let at = bench.offset
        bench.send(.fail("order-1", incarnation: at, step: 0), after: 20)
        bench.send(.fail("order-1", incarnation: at, step: 1, type: "Gone", isNonRetriable: true), after: 3)
        bench.send(.signal("order-1", "c", id: "s-1", time: 1_650_000_000_000_000, data: "[3]"))
        bench.send(.succeed("order-1", incarnation: at, step: 5, value: long))
        return InstanceSnapshot(bench.instance("order-1")!)
    }

    static var partition: PartitionState {
        var state = PartitionState()
        state.clock = 1_700_000_000_123
        state.foldVersion = 2
        state.limits.earlySignals = 10
        state.limits.maximumRecord = 500_000
        state.definitions = [
            .init(sequence: 3, name: Array("orders".utf8), version: 1, activation: 4),
            .init(sequence: 9, name: Array("orders".utf8), version: 2, activation: -1),
        ]
        state.received = [.init(partition: 1, number: 300), .init(partition: 7, number: 1)]
        state.sent = [.init(partition: 0, number: 1 << 40)]
        state.feeds = [.init(topic: 0, partition: 0, incarnation: 2, mark: 10)]
        state.earlyInstances = 5
        return state
    }

    static var early: EarlySignals {
        var early = EarlySignals(due: 1_700_086_400_000)
        early.signals = [
            .init(
                name: Array("paid".utf8), id: Array("s-1".utf8), time: 1_700_000_000_000_000, data: Array("{}".utf8),
                offset: 4),
            .init(name: Array("sent".utf8), id: [], time: -1, data: Array("null".utf8), offset: 5),
        ]
        return early
    }

    static var historyBlock: [UInt8] {
        var history = History()
        for number in 0..<15 {
            _ = history.append(
                HistoryKind.allCases[number], step: number % 3 == 0 ? nil : UInt16(number),
                attempt: UInt16(number * 50),
                time: 1_700_000_000_000 + Int64(number * number), offset: Int64(1_000 - number * 7))
        }
        return history.append(.cancelled, step: 0, attempt: 1, time: 0, offset: 0)!.bytes
    }

    static let names = ["events-record", "instance-cell", "partition-cell", "early-signals-cell", "history-block"]

    static func bytes(_ name: String) -> [UInt8] {
        switch name {
        case "events-record": record
        case "instance-cell": instance.header
        case "partition-cell": partition.encode()
        case "early-signals-cell": early.encode()
        default: historyBlock
        }
    }

    /// Decodes to the end; throws where the bytes do not.
    static func decode(_ name: String, _ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { bytes in
            switch name {
            case "events-record":
                var reader = try RecordReader(bytes)
                while try reader.next() != nil {}
            case "instance-cell":
                let id = Array("order-1".utf8)
                _ = try id.withUnsafeBytes { id in
                    try Instance(id: id, cell: bytes) { slot throws(CodecError) in Array(repeating: 0x31, count: 702) }
                }
            case "partition-cell": _ = try PartitionState(cell: bytes)
            case "early-signals-cell": _ = try EarlySignals(cell: bytes)
            default: _ = try History.entries(of: bytes)
            }
        }
    }
}
