import Foundation
import TestFolders

extension TemporaryFolder {
    /// The lines of a file in it; none: it is not there.
    func lines(_ name: String) -> [Substring] {
        guard let text = try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) else { return [] }
        return text.split(separator: "\n")
    }
}
