/// Operands in the words of messages.
enum OperandText {
    static let zoneHint = "use 'UTC' or a fixed offset such as '+02:00'"

    static func zoneMessage(_ zone: UnsafeBufferPointer<UInt8>) -> String {
        let name = shortened(Array(zone), to: 60)
        return "the time zone '\(name)' is not offered: rules of named zones differ between machines and change"
    }

    /// A value with its type, kept short.
    static func describe(_ operand: Operand) -> String {
        let label = operand.typeName.label
        switch operand.tag {
        case .null: return "null"
        case .bool: return operand.isTrue ? "true" : "false"
        case .int: return "int \(operand.int)"
        case .uint: return "uint \(operand.a)u"
        case .double: return "double \(operand.double)"
        case .string: return "string \(Lexis.quoted(Array(shortened(Array(operand.text), to: 40).utf8)))"
        case .timestamp: return "timestamp \(text { operand.timestamp.write(into: &$0) })"
        case .duration: return "duration \(text { operand.duration.write(into: &$0) })"
        case .type: return "the type \(operand.namedType.name)"
        case .bytes, .list, .map, .jsonArray, .jsonObject: return "a value of type \(label)"
        case .failure, .abort: return "no value"
        }
    }

    /// A name that a constant holds, in single quotes.
    static func bare(_ operand: Operand) -> String {
        "'\(shortened(Array(operand.text), to: 60))'"
    }

    private static func text(_ write: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        write(&bytes)
        return Lexis.text(bytes)
    }

    /// The text, cut at a character's end.
    static func shortened(_ text: [UInt8], to limit: Int) -> String {
        guard text.count > limit else { return Lexis.text(text) }
        var end = limit
        while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
        return Lexis.text(Array(text[..<end])) + "…"
    }

    /// The hint that a key may be misspelt, from the first keys of the container.
    static func nearestKey(_ key: Operand, in container: Operand) -> String? {
        guard key.tag == .string else { return nil }
        var keys: [[UInt8]] = []
        switch container.tag {
        case .map:
            let table = container.map.pointee
            for index in 0..<min(table.count, 100) where table.entries[2 * index].tag == .string {
                keys.append(Array(table.entries[2 * index].text))
            }
        case .jsonObject:
            let cursor = container.cursor
            let bytes = UnsafeRawBufferPointer(start: cursor.position, count: cursor.end - cursor.position)
            guard var members = try? JSONMembers(bytes) else { return nil }
            while keys.count < 100, let member = try? members.next() {
                let raw = UnsafeRawBufferPointer(rebasing: bytes[member.key])
                if let text = try? JSON.string(raw) { keys.append(text) }
            }
        default: return nil
        }
        let wanted = Array(key.text)
        if let near = NearestName.find(wanted, among: keys) { return "did you mean \(Lexis.quoted(near))?" }
        guard !keys.isEmpty, keys.count <= 12 else { return nil }
        return "the keys are " + keys.map { Lexis.quoted($0) }.joined(separator: ", ")
    }
}
