import Foundation

/// A folder that is deleted with everything in it.
package final class HostFolder: Sendable {
    package let path: String

    package init() throws {
        var template = Array("/tmp/sluice-host-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw HostError("cannot make a folder in /tmp") }
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
