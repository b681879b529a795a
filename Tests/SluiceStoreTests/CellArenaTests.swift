import SluiceTestKit
import Testing

@testable import SluiceStore

@Suite struct CellArenaTests {
    @Test(arguments: 0..<5) func `the last of each key counts, in the order of the keys`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var arena = CellArena(CellPlace(0x8003))
        var model: [[UInt8]: [UInt8]?] = [:]
        for _ in 0..<2_000 {
            let key = (0..<Int.random(in: 1...12, using: &random)).map { _ in UInt8.random(in: 0...2, using: &random) }
            let value: [UInt8]? =
                Int.random(in: 0...3, using: &random) == 0
                ? nil
                : (0..<Int.random(in: 0...5, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            model[key] = .some(value)
            key.withUnsafeBytes { key in
                if let value { value.withUnsafeBytes { arena.add(key, $0) } } else { arena.add(key, nil) }
            }
        }
        arena.sort()
        var found: [[UInt8]] = []
        for cell in arena.cells {
            let key = Array(arena.cellKey(cell))
            #expect(Array(arena.key(cell)) == [0x80, 0x03] + key)
            #expect(arena.value(cell).map { Array($0) } == model[key]!)
            found.append(key)
        }
        #expect(found == model.keys.sorted { $0.lexicographicallyPrecedes($1) })
        for key in model.keys { #expect(arena.find(key) != nil) }
        #expect(arena.find([9]) == nil)
    }
}
