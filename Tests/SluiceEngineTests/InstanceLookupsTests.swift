import SluiceKernel
import SluiceTestKit
import Testing

@testable import SluiceEngine

@Suite("Looking instances up together")
struct InstanceLookupsTests {
    /// A store with the instances that are named, which counts what it is asked for.
    private final class Store: LaneLog {
        let present: Set<String>
        private(set) var asked: [String] = []
        let partitions = 0..<1
        var lost: LogError? { nil }

        init(_ present: Set<String>) { self.present = present }

        func look(_ partition: Int, up cells: inout CellLookups) {
            for index in 0..<cells.count {
                let id = cells.withKey(index) { String(decoding: $0[1...], as: UTF8.self) }
                asked.append(id)
                if present.contains(id) {
                    Array("cell of \(id)".utf8).withUnsafeBytes { cells.set(index, $0) }
                } else {
                    cells.set(index, nil)
                }
            }
        }

        func poll(into batch: inout RecordBatch, bytes: Int) {}
        func get(_ partition: Int, _ key: [UInt8]) -> [UInt8]? { nil }
        func scan(
            _ partition: Int, from key: [UInt8], to end: [UInt8],
            _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
        ) {}
        func position(_ partition: Int) -> Position { Position() }
        func end(_ partition: Int) -> Int64 { 0 }
        func seek(_ partition: Int, to offset: Int64) {}
        func commit(_ checkpoint: consuming Checkpoint) {}
        func takeCommitOutcome() -> CommitOutcome? { nil }
        func close() {}
    }

    private func add(_ ids: [String], to lookups: inout InstanceLookups) {
        for id in ids { Array(id.utf8).withUnsafeBytes { lookups.add($0) } }
    }

    private func answer(_ id: String, _ lookups: inout InstanceLookups) -> String? {
        Array(id.utf8).withUnsafeBytes { id in
            lookups.withAnswer(for: id) { answer in
                switch answer {
                case .unknown: nil
                case .absent: "absent"
                case .value(let value): String(decoding: value, as: UTF8.self)
                }
            }
        }
    }

    @Test("Each is answered in its order, also where events in between never look for theirs")
    func inOrder() {
        var lookups = InstanceLookups()
        let ids = (0..<200).map { "i\($0)" }
        let store = Store(Set(ids.filter { $0.hasSuffix("3") }))
        add(ids, to: &lookups)
        lookups.ask(store, 0)
        for id in ids where !id.hasSuffix("7") {
            #expect(answer(id, &lookups) == (id.hasSuffix("3") ? "cell of \(id)" : "absent"))
        }
    }

    @Test("What was not asked for is not known, and takes nothing from those behind it")
    func notAsked() {
        var lookups = InstanceLookups()
        add(["a", "b", "c", "d"], to: &lookups)
        lookups.ask(Store(["b"]), 0)
        #expect(answer("other", &lookups) == nil)
        #expect(answer("a", &lookups) == "absent")
        #expect(answer("a", &lookups) == nil)
        #expect(answer("b", &lookups) == "cell of b")
        lookups.removeAll()
        #expect(answer("c", &lookups) == nil)
    }

    @Test("Several events of one instance in a row ask once; few instances are not asked for together")
    func repeated() {
        var lookups = InstanceLookups()
        let store = Store([])
        add(["a", "a", "a", "b", "b", "c", "a", "d"], to: &lookups)
        lookups.ask(store, 0)
        #expect(store.asked == ["a", "b", "c", "a", "d"])
        lookups.removeAll()
        add(["a", "b", "c"], to: &lookups)
        lookups.ask(store, 0)
        #expect(store.asked.count == 5)
        #expect(answer("a", &lookups) == nil)
    }

    @Test("Values beyond the bound are left to be asked for one by one")
    func bounded() {
        var cells = CellLookups()
        for index in 0..<10 { cells.add { $0.append(UInt8(index)) } }
        let large = [UInt8](repeating: 7, count: 1 << 20)
        for index in 0..<10 { large.withUnsafeBytes { cells.set(index, $0) } }
        let known = (0..<10).map { index in
            cells.withAnswer(index) { answer in if case .value(let value) = answer { value.count } else { 0 } }
        }
        #expect(known == [1, 1, 1, 1, 0, 0, 0, 0, 0, 0].map { $0 << 20 })
    }
}
