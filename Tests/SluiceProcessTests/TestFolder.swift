import Foundation

/// A folder that is deleted with everything in it, unless a failure is to be looked at.
final class TestFolder {
    let path: String
    var isKept = false

    init() throws {
        var template = Array("/tmp/sluice-process-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ProbeError("cannot make a folder in /tmp") }
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    deinit { if !isKept { try? FileManager.default.removeItem(atPath: path) } }

    func lines(_ name: String) -> [Substring] {
        guard let text = try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) else { return [] }
        return text.split(separator: "\n")
    }
}
