import SluiceExpressions
import SluiceKernel

/// Shows where in an expression something is wrong: the line, and a caret below it.
enum ExpressionPlace {
    static func describe(_ message: String, _ hint: String?, _ place: SourcePlace, source: String) -> String {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        var text = "\(place): \(message)"
        if place.line >= 1, place.line <= lines.count {
            let line = lines[place.line - 1]
            // Tabs stay tabs, so that the caret stands below its place.
            let before = line.unicodeScalars.prefix(place.column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
            text += "\n  \(line)\n  \(before)^"
        }
        if let hint { text += "\n\(hint.capitalizedFirst)\(hint.hasSuffix(".") || hint.hasSuffix("?") ? "" : ".")" }
        return text
    }
}
