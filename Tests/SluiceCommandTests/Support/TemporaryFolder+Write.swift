import Foundation
import TestFolders

extension TemporaryFolder {
    @discardableResult
    func write(_ text: String, _ suffix: String) -> String {
        let path = file(suffix)
        try! Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }
}
