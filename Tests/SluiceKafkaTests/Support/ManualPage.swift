import Glibc

/// A page under `docs`, whose commands the tests run.
enum ManualPage: String {
    case kafka
    case operations

    /// The command lines of the first block of code behind a heading.
    func lines(behind heading: String) throws -> [String] {
        let text = try TextFile.read("\(Broker.root)/docs/\(rawValue).md")
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
            throw ChildProcess.Failure(description: "docs/\(rawValue).md has no commands behind \(heading)")
        }
        return lines
    }
}
