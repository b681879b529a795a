/// Ids for events and instances that were given none: 128 random bits as 32 hexadecimal digits.
enum RandomID {
    static func text() -> String {
        var text = ""
        for _ in 0..<2 {
            let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
            text += String(repeating: "0", count: 16 - digits.count) + digits
        }
        return text
    }

    static func bytes() -> [UInt8] { Array(text().utf8) }
}
