import SluiceExpressions
import SluiceKernel

/// Shows where something that should be JSON is none: the place, the line, and a caret below it.
enum JSONPlace {
    /// Characters of a line that are shown before and behind the place.
    private static let shown = 40

    /// - Parameters:
    ///   - name: what was to be JSON: `--input`.
    ///   - file: where the bytes came from; nil: from the command line itself.
    static func describe(_ error: JSONError, in bytes: [UInt8], name: String, file: String?) -> String {
        let before = bytes.prefix(error.offset)
        let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        let line = before.count { $0 == 0x0a } + 1
        let head = Array(String(decoding: bytes[start..<before.endIndex], as: UTF8.self).unicodeScalars)
        let column = head.count + 1
        let place = file.map { "\($0):\(line):\(column)" } ?? "line \(line), column \(column)"
        var text = "\(name) is no JSON: \(place): \(error.message)"
        let tail = String(decoding: bytes[before.endIndex...].prefix { $0 != 0x0a }, as: UTF8.self).unicodeScalars
        guard !head.isEmpty || !tail.isEmpty else { return text }
        let cut = head.count > shown ? "…" : ""
        let left = visible(head.suffix(shown))
        let right = visible(tail.prefix(shown)) + (tail.count > shown ? "…" : "")
        text += "\n  \(cut)\(left)\(right)\n  " + String(repeating: " ", count: cut.count + left.count) + "^"
        return text
    }

    /// Tabs and other controls as spaces, so that the caret stands below its place.
    private static func visible(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = ""
        for scalar in scalars {
            text.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return text
    }
}
