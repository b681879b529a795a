import Glibc
import Testing

/// A guide of the repository, and the examples in it.
struct GuideText {
    let text: String

    /// - Parameter path: from the root of the repository.
    init(_ path: String, from file: String = #filePath) throws {
        let root = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        text = try GuideText.read("\(root)/\(path)")
    }

    static func read(_ path: String) throws -> String {
        let file = try #require(fopen(path, "r"), "\(path) is missing")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { break }
            bytes += piece[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The examples in `language`, in their order, each with its lines as they stand.
    func blocks(_ language: String) -> [String] {
        var blocks: [String] = []
        var block: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if block == nil {
                if line == "```\(language)" { block = [] }
            } else if line == "```" {
                blocks.append((block ?? []).map { $0 + "\n" }.joined())
                block = nil
            } else {
                block?.append(line)
            }
        }
        return blocks
    }
}
