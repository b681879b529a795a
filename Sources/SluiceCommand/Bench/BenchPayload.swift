/// Inputs that vary, so that compression does not flatter.
enum BenchPayload {
    /// The JSON of a purchase, about 190 bytes.
    static func purchase(_ number: Int, into bytes: inout [UInt8]) {
        var state = UInt64(truncatingIfNeeded: number) &* 0x9e37_79b9_7f4a_7c15 | 1
        func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        func hex(_ digits: Int) {
            var left = digits
            while left > 0 {
                var word = next()
                for _ in 0..<min(left, 16) {
                    let digit = UInt8(truncatingIfNeeded: word & 15)
                    bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
                    word >>= 4
                }
                left -= 16
            }
        }
        func text(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }
        text(#"{"currency":"EUR","customer":""#)
        hex(16)
        text(#"","express":true,"id":"order-"#)
        hex(12)
        text(#"","lines":[{"count":2,"sku":""#)
        hex(8)
        text(#""},{"count":1,"sku":""#)
        hex(8)
        text(#""}],"note":""#)
        hex(16)
        text(#"","rate":0.25,"total":"#)
        integer(Int(next() % 10_000), into: &bytes)
        bytes.append(UInt8(ascii: "}"))
    }

    static func integer(_ number: Int, into bytes: inout [UInt8]) { bytes.append(contentsOf: String(number).utf8) }
}
