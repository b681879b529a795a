/// The time zones of the language: UTC and fixed offsets. Named zones are refused, because their rules come with the
/// machine and change.
enum FixedOffset {
    /// The offset in seconds that `UTC`, `+02:00`, `-02:30` or `02:00` says, or nil.
    static func seconds(_ zone: UnsafeBufferPointer<UInt8>) -> Int? {
        if zone.elementsEqual("UTC".utf8) { return 0 }
        var text = zone[...]
        let negative = text.first == UInt8(ascii: "-")
        if negative || text.first == UInt8(ascii: "+") { text = text.dropFirst() }
        guard text.count == 5, text[text.startIndex + 2] == UInt8(ascii: ":") else { return nil }
        var digits: [Int] = []
        for (index, byte) in text.enumerated() where index != 2 {
            guard Lexis.isDigit(byte) else { return nil }
            digits.append(Int(byte - UInt8(ascii: "0")))
        }
        let hours = digits[0] * 10 + digits[1]
        let minutes = digits[2] * 10 + digits[3]
        guard hours < 24, minutes < 60 else { return nil }
        return (hours * 60 + minutes) * (negative ? -60 : 60)
    }
}
