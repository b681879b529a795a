import SluiceKernel
import SluiceTestKit
import Testing

@testable import SluiceEngine

@Suite("What is known of a record before it is folded")
struct UpcomingTests {
    private static let feed = Admission.feed(
        Admission.Feed(topic: 1, incarnation: 0, partition: 0, previous: -1, offset: 7))

    /// Each kind, ids of equal and of different lengths, one of no bytes and one longer than any instance has.
    private static let events: [ScriptedEvent] = [
        .start("a", of: "single"), .signal("b", "paid"), .clock, .succeed("ccc", incarnation: 1, step: 0),
        .fail("ddd", incarnation: 1, step: 0), .cancel("e"), .ask("ff", .get, correlation: 1), .list(correlation: 2),
        .define(0, TestDefinitions.single), .activate(0, .definition(0)),
        .start("g", of: "single", admission: .channel(source: 5, number: 1)), .signal("h", "paid", admission: feed),
        .start("", of: "single"), .start(String(repeating: "i", count: 300), of: "single"), .start("a", of: "single"),
    ]

    /// The instances of a record's entries, as the fold sees them, up to where it is damaged.
    private func entries(
        _ record: UnsafeRawBufferPointer
    ) -> [(instance: UnsafeRawBufferPointer, admission: Admission, kind: EventKind)] {
        var entries: [(instance: UnsafeRawBufferPointer, admission: Admission, kind: EventKind)] = []
        guard var reader = try? RecordReader(record) else { return [] }
        while let entry = try? reader.next() {
            entries.append((entry.event.instance, entry.admission, entry.event.kind))
        }
        return entries
    }

    @Test("The hash is that of the id, whichever entry is being folded and wherever the id lies")
    func hashes() {
        let table = InstanceTable(spareBytes: 0)
        let upcoming = UpcomingInstances()
        ScriptedEvent.pack(UpcomingTests.events).withUnsafeBytes { record in
            let ids = entries(record).map(\.instance)
            #expect(ids.count == UpcomingTests.events.count)
            func check() {
                for id in ids {
                    #expect(upcoming.hash(of: id) == InstanceTable.hash(id))
                    // It begins where another does.
                    let part = UnsafeRawBufferPointer(rebasing: id.dropLast())
                    #expect(upcoming.hash(of: part) == InstanceTable.hash(part))
                    Array(id).withUnsafeBytes { #expect(upcoming.hash(of: $0) == InstanceTable.hash($0)) }
                }
            }
            upcoming.read(record, table)
            check()
            for _ in ids {
                upcoming.advance(table)
                check()
            }
            upcoming.removeAll()
            check()
        }
    }

    @Test("It is at hand while the entry is folded, for every kind about an instance, and no longer than that")
    func atHand() {
        let table = InstanceTable(spareBytes: 0)
        let upcoming = UpcomingInstances()
        for _ in 0..<3 {
            var record = ScriptedEvent.pack(UpcomingTests.events)
            record.withUnsafeMutableBytes { record in
                let entries = entries(UnsafeRawBufferPointer(record))
                let hashes = entries.map { InstanceTable.hash($0.instance) }
                upcoming.read(UnsafeRawBufferPointer(record), table)
                // What it answers now can only be what it has read before.
                for index in record.indices { record[index] ^= 0xff }
                for (entry, hash) in zip(entries, hashes) {
                    upcoming.advance(table)
                    let isDirect = entry.admission == .direct && !entry.instance.isEmpty
                    #expect(
                        upcoming.hash(of: entry.instance) == (isDirect ? hash : InstanceTable.hash(entry.instance)),
                        "\(entry.kind)")
                }
                upcoming.removeAll()
                for entry in entries {
                    #expect(upcoming.hash(of: entry.instance) == InstanceTable.hash(entry.instance))
                }
            }
        }
    }

    @Test("Of a record with too many entries no more is read than may be folded")
    func tooMany() throws {
        let table = InstanceTable(spareBytes: 0)
        let upcoming = UpcomingInstances()
        let most = RecordReader.maximumEntries
        var record = ScriptedEvent.pack((1_000..<1_300).map { .signal("\($0)", "paid") })
        try record.withUnsafeMutableBytes { record in
            let raw = UnsafeRawBufferPointer(record)
            let known = entries(raw).map(\.instance)
            try #require(known.count == most)
            let stride = known[1].baseAddress! - known[0].baseAddress!
            let behind = UnsafeRawBufferPointer(start: known[most - 1].baseAddress! + stride, count: 4)
            #expect(behind.elementsEqual(Array("\(1_000 + most)".utf8)))
            let hashes = (known + [behind]).map { InstanceTable.hash($0) }
            upcoming.read(raw, table)
            for index in record.indices { record[index] ^= 0xff }
            for _ in known { upcoming.advance(table) }
            #expect(upcoming.hash(of: known[most - 1]) == hashes[most - 1])
            upcoming.advance(table)
            #expect(upcoming.hash(of: behind) != hashes[most])
            upcoming.removeAll()
        }
    }

    @Test("A record that is read takes the place of the one before, be that taken back or not")
    func readAgain() {
        let table = InstanceTable(spareBytes: 0)
        let upcoming = UpcomingInstances()
        let large = ScriptedEvent.pack((1_000..<1_250).map { .start("\($0)", of: "single") })
        let small = ScriptedEvent.pack([.start("a", of: "single")])
        for _ in 0..<4 {
            large.withUnsafeBytes { upcoming.read($0, table) }
            upcoming.advance(table)
        }
        small.withUnsafeBytes { record in
            upcoming.read(record, table)
            var ids: [String] = []
            upcoming.forEachUnknown(in: table) { ids.append(String(decoding: $0, as: UTF8.self)) }
            #expect(ids == ["a"])
        }
    }

    @Test("A damaged record gives right hashes for what is folded of it")
    func damaged() {
        let table = InstanceTable(spareBytes: 0)
        let upcoming = UpcomingInstances()
        func check(_ record: UnsafeRawBufferPointer) -> Bool {
            defer { upcoming.removeAll() }
            upcoming.read(record, table)
            return entries(record).allSatisfy { entry in
                upcoming.advance(table)
                return upcoming.hash(of: entry.instance) == InstanceTable.hash(entry.instance)
            }
        }
        let record = ScriptedEvent.pack(UpcomingTests.events)
        for count in record.indices { #expect(Array(record[..<count]).withUnsafeBytes(check), "\(count) bytes") }
        for index in record.indices {
            for change in [0x01, 0x10, 0x80, 0xff] as [UInt8] {
                var damaged = record
                damaged[index] ^= change
                #expect(damaged.withUnsafeBytes(check), "byte \(index)")
            }
        }
    }

    @Test("Unknown are the instances that it is about, in their order, but for those that the table has")
    func unknown() {
        let table = InstanceTable(spareBytes: 0)
        for id in ["b", "known"] {
            Array(id.utf8).withUnsafeBytes {
                table.insert(hash: InstanceTable.hash($0)).pointee.instance.id = Array($0)
            }
        }
        let upcoming = UpcomingInstances()
        let events = UpcomingTests.events + [.start("known", of: "single"), .start("z", of: "single")]
        ScriptedEvent.pack(events).withUnsafeBytes { record in
            upcoming.read(record, table)
            var ids: [String] = []
            upcoming.forEachUnknown(in: table) { ids.append(String(decoding: $0, as: UTF8.self)) }
            #expect(ids == ["a", "ccc", "ddd", "e", "ff", String(repeating: "i", count: 300), "a", "z"])
            upcoming.removeAll()
            upcoming.forEachUnknown(in: table) { _ in Issue.record("nothing was read") }
        }
    }
}
