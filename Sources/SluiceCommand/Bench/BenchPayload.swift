import SluiceEngine
import SluiceKernel

/// Inputs that vary, so that compression does not flatter.
enum BenchPayload {
    private static let hexDigits: StaticString = "0123456789abcdef"

    /// The JSON of a purchase, about 190 bytes. Cheap to make: the producer shares the processor with the engine.
    static func purchase(_ number: Int, into bytes: inout [UInt8]) {
        var state = UInt64(truncatingIfNeeded: number) &* 0x9e37_79b9_7f4a_7c15 | 1
        func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { room in
            var cursor = ByteCursor(room)
            func hex(_ digits: Int) {
                var word = next()
                let place = cursor.take(digits)
                for index in 0..<digits {
                    place[index] = hexDigits.utf8Start[Int(truncatingIfNeeded: word & 15)]
                    word >>= 4
                }
            }
            cursor.text(#"{"currency":"EUR","customer":""#)
            hex(16)
            cursor.text(#"","express":true,"id":"order-"#)
            hex(12)
            cursor.text(#"","lines":[{"count":2,"sku":""#)
            hex(8)
            cursor.text(#""},{"count":1,"sku":""#)
            hex(8)
            cursor.text(#""}],"note":""#)
            hex(16)
            cursor.text(#"","rate":0.25,"total":"#)
            cursor.number(Int64(next() % 10_000))
            cursor.text("}")
            bytes.append(contentsOf: cursor.bytes)
        }
    }

    static func integer(_ number: Int, into bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: ByteCursor.longestNumber) { room in
            var cursor = ByteCursor(room)
            cursor.number(Int64(number))
            bytes.append(contentsOf: cursor.bytes)
        }
    }
}
