import Glibc
package import SluiceEngine

/// A folder for data, made with those above it where they are missing.
package enum DataFolder {
    package static func make(_ folder: String) throws(LogError) {
        var path = folder.hasPrefix("/") ? "/" : ""
        for part in folder.split(separator: "/") {
            path += part + "/"
            guard mkdir(path, 0o755) != 0, errno != EEXIST, errno != EISDIR else { continue }
            throw LogError(.io, "\(path): cannot make this folder: \(String(cString: strerror(errno)))")
        }
    }
}
