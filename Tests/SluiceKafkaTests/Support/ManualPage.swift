import Glibc

/// `docs/kafka.md`, whose commands the tests run.
enum ManualPage {
    /// The command lines of the first block of code behind a heading.
    static func lines(behind heading: String) throws -> [String] {
        let text = try TextFile.read("\(Broker.root)/docs/kafka.md")
        var lines: [String] = []
        var isBehind = false
        var isInside = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("#") { isBehind = line.drop { $0 == "#" || $0 == " " } == heading }
            guard isBehind else { continue }
            if line.hasPrefix("```") {
                if isInside { break }
                isInside = true
            } else if isInside {
                lines.append(String(line))
            }
        }
        guard !lines.isEmpty else {
            throw ChildProcess.Failure(description: "docs/kafka.md has no commands behind \(heading)")
        }
        return lines
    }
}
