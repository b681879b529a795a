import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

@Suite("The layout of a position")
struct PositionTests {
    private let position = Position(
        next: 123_456_789, hash: StateHash(high: 0x0102_0304_0506_0708, low: 9),
        previousHash: StateHash(high: 1, low: .max),
        exists: true)

    @Test("is what is promised, and comes back")
    func golden() throws {
        let bytes = position.encode()
        #expect(
            bytes == [
                1, 0xaa, 0xb4, 0xde, 0x75, 8, 7, 6, 5, 4, 3, 2, 1, 9, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0,
            ]
                + Array(repeating: 255, count: 8))
        #expect(try bytes.withUnsafeBytes { try Position($0) } == position)
    }

    @Test("cut short, changed or of a newer version gives a value or an error")
    func damage() {
        let bytes = position.encode()
        for count in 0..<bytes.count {
            #expect(throws: CodecError.self) { try Array(bytes[..<count]).withUnsafeBytes { try Position($0) } }
        }
        for at in bytes.indices {
            for change in UInt8(1)...255 {
                var damaged = bytes
                damaged[at] ^= change
                _ = try? damaged.withUnsafeBytes { try Position($0) }
            }
        }
    }
}
