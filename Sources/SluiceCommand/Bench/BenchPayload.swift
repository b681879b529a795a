/// Inputs that vary, so that compression does not flatter.
enum BenchPayload {
    /// An order of about 187 bytes of JSON.
    static func order(_ number: Int, into bytes: inout [UInt8]) {
        var state = UInt64(number) &* 0x9e37_79b9_7f4a_7c15 &+ 0x1234_5678
        func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        func hex(_ count: Int) -> String {
            var text = ""
            while text.utf8.count < count { text += String(next(), radix: 16) }
            return String(text.prefix(count))
        }
        let text =
            #"{"customer":"\#(hex(16))","items":[{"count":\#(next() % 9 + 1),"sku":"\#(hex(10))"},{"count":\#(next() % 9 + 1),"sku":"\#(hex(10))"}],"note":"\#(hex(32))","order":\#(number),"total":\#(next() % 100_000)}"#
        bytes.append(contentsOf: text.utf8)
    }
}
