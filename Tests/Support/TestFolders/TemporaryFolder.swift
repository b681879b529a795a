import Foundation
import Synchronization

/// A folder of a test, deleted with everything in it when its owner goes.
package final class TemporaryFolder: Sendable {
    /// For the whole test process.
    package static let shared: TemporaryFolder = {
        atexit { TemporaryFolder.shared.remove() }
        return TemporaryFolder()
    }()

    package let path: String
    private let state = Mutex((isKept: false, files: 0))

    package init() {
        let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(base)/sluice-tests-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "cannot make a folder in \(base)")
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    deinit { remove() }

    private func remove() { if !isKept { try? FileManager.default.removeItem(atPath: path) } }

    /// Whether it stays, for a failure to be looked at.
    package var isKept: Bool {
        get { state.withLock { $0.isKept } }
        set { state.withLock { $0.isKept = newValue } }
    }

    /// A path in it that nobody has. It ends with `suffix`.
    package func file(_ suffix: String = "") -> String {
        let number = state.withLock { state in
            state.files += 1
            return state.files
        }
        return "\(path)/\(number)\(suffix)"
    }
}
