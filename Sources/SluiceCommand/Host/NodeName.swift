private import Glibc
import SluiceEngine

/// What a node of a group is called.
enum NodeName {
    /// - Parameter wanted: what the settings say; empty: by host and folder.
    /// - Throws: `usage` for a name that is too long.
    static func id(_ wanted: String, folder: String) throws(CommandError) -> NodeID {
        guard wanted.isEmpty else {
            guard wanted.utf8.count <= 255 else {
                throw CommandError(.usage, "node.id has \(wanted.utf8.count) bytes; it takes 1 to 255")
            }
            return NodeID(wanted)
        }
        return NodeID(host: host, folder: absolute(folder))
    }

    private static var host: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0, buffer[0] != 0 else { return "node" }
        return buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    private static func absolute(_ folder: String) -> String {
        guard let path = realpath(folder, nil) else { return folder }
        defer { free(path) }
        return String(cString: path)
    }
}
