/// Standard base64 with padding (RFC 4648), strict.
enum Base64 {
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xff, count: 256)
        for (value, digit) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8.enumerated() {
            values[Int(digit)] = UInt8(value)
        }
        return values
    }()

    /// Decodes a JSON string that holds base64; nil: it holds something else.
    static func decode(quoted text: [UInt8]) -> [UInt8]? {
        guard text.count >= 2, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") else { return nil }
        var end = text.count - 1
        guard (end - 1) % 4 == 0 else { return nil }
        var padding = 0
        while padding < 2, end > 1, text[end - 1] == UInt8(ascii: "=") {
            end -= 1
            padding += 1
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity((end - 1) * 3 / 4)
        var word: UInt32 = 0
        var digits = 0
        for index in 1..<max(end, 1) {
            let value = values[Int(text[index])]
            guard value < 64 else { return nil }
            word = word << 6 | UInt32(value)
            digits += 1
            if digits == 4 {
                bytes.append(UInt8(truncatingIfNeeded: word >> 16))
                bytes.append(UInt8(truncatingIfNeeded: word >> 8))
                bytes.append(UInt8(truncatingIfNeeded: word))
                (word, digits) = (0, 0)
            }
        }
        switch (digits, padding) {
        case (0, 0): break
        case (2, 2): bytes.append(UInt8(truncatingIfNeeded: word >> 4))
        case (3, 1):
            bytes.append(UInt8(truncatingIfNeeded: word >> 10))
            bytes.append(UInt8(truncatingIfNeeded: word >> 2))
        default: return nil
        }
        return bytes
    }
}
