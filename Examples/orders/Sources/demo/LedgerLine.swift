/// What a task body noted: `process what task key`.
struct LedgerLine {
    enum What {
        case start, end, failure
    }

    var process: Int32
    var what: What
    /// The step's name.
    var step: String
    var key: String

    /// Bytes, not characters: there are a hundred thousand lines.
    init?(_ line: Substring.UTF8View) {
        let words = line.split(separator: UInt8(ascii: " "))
        guard words.count == 4, let process = Int32(Substring(words[0])) else { return nil }
        switch String(Substring(words[1])) {
        case "start": what = .start
        case "end": what = .end
        case "failure": what = .failure
        default: return nil
        }
        self.process = process
        step = String(Substring(words[2].split(separator: UInt8(ascii: "/")).last ?? words[2]))
        key = String(Substring(words[3]))
    }

    static func lines(_ text: Substring) -> [Substring.UTF8View] { text.utf8.split(separator: UInt8(ascii: "\n")) }

    /// From the key: `instance/incarnation/step/pass/attempt`.
    var attempt: Int { key.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { Int(Substring($0)) } ?? 0 }
    var instance: String { String(key.prefix { $0 != "/" }) }
}
