import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceStore
import Testing

/// These bytes are promised: a change fails here until the version is raised and the old one still read.
@Suite("Layouts")
struct LayoutTests {
    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test func keys() {
        #expect(hex(EventKey.record(.events, 258, 3)) == "0101020000000000000003")
        #expect(hex(EventKey.record(.definitions, 0, 1 << 40)) == "0400000000010000000000")
        #expect(hex(EventKey.start(.events, 5)) == "fe010005")
        #expect(hex(CellPlace(partition: 3).key([2, 0x61])) == "00030261")
        #expect(hex(StateKey.position(3)) == "f00003")
        #expect(hex(StateKey.output(.outcomes, 3, 7)) == "f10200030000000000000007")
        #expect(hex(StateKey.commits) == "f2")
        #expect(hex(StateKey.start(.deadLetters, 1)) == "fe030001")
        #expect(hex(StateKey.format) == "ff")
        #expect(hex(EventKey.format) == "ff")
    }

    @Test func records() {
        let headers = [RecordHeader("h", [1, 2])]
        #expect(hex(RecordLayout.encode(time: 300, key: [0x6b], headers: [], value: [9, 8])) == "01ac02016b000908")
        #expect(
            hex(RecordLayout.encode(time: 300, key: [0x6b], headers: headers, value: [9, 8]))
                == "01ac02016b0601016802" + "01020908")
        #expect(hex(RecordLayout.encode(time: 0, key: [], headers: [], value: nil)) == "02000000")
    }

    @Test func formats() {
        let format = FormatRecord(
            role: .state, shape: LogShape(partitions: 16, slots: 8), log: (0..<16).map { UInt8($0) })
        #expect(hex(format.encode()) == "02021008000102030405060708090a0b0c0d0e0f")
    }

    @Test("Truncated and flipped records give an error or other contents, never a crash")
    func damaged() {
        let bytes = RecordLayout.encode(
            time: 1_700_000_000_000, key: Array("order-1".utf8), headers: [RecordHeader("name", [1, 2, 3])],
            value: Array("value".utf8))
        func read(_ bytes: [UInt8]) -> Bool {
            bytes.withUnsafeBytes { (try? RecordLayout.read($0)) != nil }
        }
        for count in 0..<bytes.count - 5 { #expect(!read(Array(bytes.prefix(count)))) }
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << bit
                let isRead = read(flipped)
                if index == 0 && flipped[0] != 2 && flipped[0] != 1 { #expect(!isRead) }
            }
        }
    }
}
