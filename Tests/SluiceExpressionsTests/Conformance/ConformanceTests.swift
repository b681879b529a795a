import Foundation
import SluiceExpressions
import Testing

/// The folder with the public conformance cases: one `*.jsonl` a section of the language.
let conformanceFolder = ProcessInfo.processInfo.environment["SLUICE_CEL_CASES"]

@Suite("The public conformance cases", .enabled(if: conformanceFolder != nil, "set SLUICE_CEL_CASES to run them"))
struct ConformanceTests {
    /// The core of the language and how many cases each file has.
    static let core: [(file: String, count: Int)] = [
        ("basic", 43), ("comparisons", 334), ("conversions", 109), ("fields", 60), ("fp_math", 30),
        ("integer_math", 64), ("lists", 39), ("logic", 30), ("macros", 44), ("macros2", 46), ("namespace", 14),
        ("parse", 193), ("plumbing", 5), ("string", 51), ("timestamps", 77),
    ]

    @Test("are 1,139 in the core")
    func count() {
        #expect(Self.core.map(\.count).reduce(0, +) == 1139)
    }

    @Test("hold, file by file", arguments: core.map(\.file))
    func holds(file: String) throws {
        let path = "\(conformanceFolder ?? "")/\(file).jsonl"
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        var failures: [String] = []
        var refused = 0
        for line in lines {
            let test = try ConformanceCase(line: line, file: file)
            if let failure = test.failure(refused: &refused) {
                failures.append("\(test.section)/\(test.name): \(test.expression)\n    \(failure)")
            }
        }
        print("\(file): \(lines.count - failures.count) of \(lines.count) hold, \(refused) of them by refusing a zone")
        #expect(lines.count == Self.core.first { $0.file == file }?.count)
        #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
    }
}
