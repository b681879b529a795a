import Foundation
import TestCommand
import TestFolders
import Testing

/// `docs/replay.md` shows what happens.
@Suite struct ReplayGuideTests {
    private let folder = TemporaryFolder()

    /// The blocks of code in a language, in their order.
    private func blocks(_ language: String) -> [String] {
        Repository.text("docs/replay.md").components(separatedBy: "```\(language)\n").dropFirst().map {
            String($0[..<($0.range(of: "```")?.lowerBound ?? $0.endIndex)])
        }
    }

    /// Times, and what follows from them, differ from run to run; so does how many events a record holds.
    private func timeless(_ text: String) -> String {
        text.replacing(
            /[0-9]+ records with [0-9]+ events of 2 partitions in [0-9.]+ s \([0-9,]+ records\/s\)/, with: "…"
        )
        .replacing(/[0-9]+ +[0-9a-f]{32}/, with: "…")
    }

    @Test func `the commands of the guide print what it shows`() throws {
        let files = zip(["checkout.yaml", "checkout-2.yaml", "orders.jsonl"], blocks("yaml") + blocks("jsonl"))
        for (name, text) in files {
            try text.write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
        }
        var commands = 0
        for block in blocks("console") {
            for part in ("\n" + block).components(separatedBy: "\n$ sluice ").dropFirst() {
                let lines = part.components(separatedBy: "\n")
                let result = try SluiceProcess.shell("cd \(folder.path) && \"$0\" \(lines[0])")
                let shown = lines.dropFirst().joined(separator: "\n").trimmingCharacters(in: .newlines)
                commands += 1
                // A run sums up more than the guide wants to show.
                if lines[0].hasPrefix("run ") {
                    #expect(result.code == 0, "\(result)")
                    continue
                }
                #expect(
                    timeless(result.output).trimmingCharacters(in: .newlines) == timeless(shown),
                    "sluice \(lines[0]) prints\n\(result.output)\(result.errors)")
            }
        }
        #expect(commands == 4)
    }
}
