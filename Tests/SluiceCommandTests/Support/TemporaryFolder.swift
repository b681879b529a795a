import Foundation
import Synchronization

/// A folder that is removed when its owner goes.
final class TemporaryFolder: Sendable {
    /// For the whole test process.
    static let shared = TemporaryFolder()

    let path: String
    private let count = Mutex(0)

    init() {
        path = NSTemporaryDirectory() + "/sluice-tests-\(UUID().uuidString)"
        try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        if TemporaryFolder.cleanup.withLock({
            $0.append(path)
            return $0.count == 1
        }) {
            atexit {
                for path in TemporaryFolder.cleanup.withLock({ $0 }) {
                    try? FileManager.default.removeItem(atPath: path)
                }
            }
        }
    }

    private static let cleanup = Mutex<[String]>([])

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path that nobody has.
    func file(_ name: String = "") -> String {
        let number = count.withLock {
            $0 += 1
            return $0
        }
        return "\(path)/\(number)\(name)"
    }

    @discardableResult
    func write(_ text: String, _ name: String) -> String {
        let path = file(name)
        try! Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }
}
