import SluiceEngine
import SluiceKernel
import Testing

@testable import SluiceStore

@Suite struct StoreRowTests {
    static var row: StoreRow {
        var row = StoreRow(
            origin: StoreOrigin(cluster: "c1", topic: "shop.checkpoints", partition: 3, partitions: 16),
            place: CellPlace(partition: 3).other, next: 42)
        row.incarnation = [UInt8](repeating: 7, count: 16)
        row.proof = 41
        row.time = 1_700_000_000_000
        row.sum = StateHash(high: 1, low: 2)
        row.isIndexed = true
        row.position = Position(
            next: 9, hash: StateHash(high: 1, low: 2), previousHash: StateHash(high: 3, low: 4), exists: true)
        return row
    }

    @Test func `a row is laid out as docs/formats.md says`() {
        let hex = Self.row.encode().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(
            hex
                == "01026331" + "1073686f702e636865636b706f696e7473" + "0310" + "10"
                + String(repeating: "07", count: 16)
                + "838002" + "5452" + "80a0abfef962" + "0100000000000000" + "0200000000000000" + "01" + "01" + "22"
                + "0112"
                + "0100000000000000" + "0200000000000000" + "0300000000000000" + "0400000000000000")
    }

    @Test func `a row comes back as it was written`() throws {
        #expect(try StoreRow(Self.row.encode()) == Self.row)
        var empty = StoreRow(origin: Self.row.origin, place: CellPlace(partition: 3), next: 0)
        #expect(try StoreRow(empty.encode()) == empty)
        #expect(empty.first == 0)
        empty.next = 10
        empty.proof = 4
        #expect(empty.first == 4)
    }

    @Test func `a row that is cut off or of a newer version is refused`() {
        let bytes = Self.row.encode()
        for count in 0..<bytes.count { #expect(throws: CodecError.self) { try StoreRow(Array(bytes.prefix(count))) } }
        #expect(throws: CodecError.self) { try StoreRow([2] + bytes.dropFirst()) }
    }
}
