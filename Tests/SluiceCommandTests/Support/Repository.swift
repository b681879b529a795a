import Foundation

/// Files of the repository that tests keep in step with the code.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) -> String {
        (try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)) ?? ""
    }

    /// What the file has to be; written when `SLUICE_UPDATE_DOCS` is set.
    static func holds(_ text: String, in path: String) throws -> Bool {
        if ProcessInfo.processInfo.environment["SLUICE_UPDATE_DOCS"] != nil {
            let file = root.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return self.text(path) == text
    }
}
