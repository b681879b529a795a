import SluiceEngine
import Testing

@testable import SluiceKafka

@Suite struct SortedStoreTests {
    @Test(arguments: 0..<5) func `a store holds what a dictionary holds, in order`(seed: UInt64) {
        var random = SeededGenerator(seed)
        func key() -> [UInt8] {
            let count = Int.random(in: 1...4, using: &random)
            return (0..<count).map { _ in UInt8.random(in: 0...20, using: &random) }
        }
        var model: [[UInt8]: [UInt8]] = [:]
        for number in 0..<Int.random(in: 0...2_000, using: &random) { model[key()] = [UInt8(number % 256)] }
        let store = SortedStore(model)
        for round in 0..<50 {
            var changes: [[UInt8]: [UInt8]?] = [:]
            for _ in 0..<100 { changes[key()] = Bool.random(using: &random) ? .some([UInt8(round)]) : .some(nil) }
            var batch = CellBatch()
            for key in changes.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                let value = changes[key]!
                model[key] = value
                if let value { batch.put(key, value) } else { batch.delete(key) }
            }
            store.apply(batch)
            var (from, to) = (key(), key())
            if to.lexicographicallyPrecedes(from) { swap(&from, &to) }
            var found: [[UInt8]] = []
            store.scan(from: from, to: to) { key, value in
                #expect(model[Array(key)] == Array(value))
                found.append(Array(key))
                return true
            }
            let wanted = model.keys.filter { !$0.lexicographicallyPrecedes(from) && $0.lexicographicallyPrecedes(to) }
            #expect(found == wanted.sorted { $0.lexicographicallyPrecedes($1) })
            let probe = key()
            #expect(store.get(probe) == model[probe])
        }
    }
}
