import Glibc
import SluiceKernel

/// Reads document files; every failure is a problem that names the file and the reason.
enum DocumentFile {
    static func isFolder(_ path: String) throws(Problem) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { throw failure("find", path) }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// Names of the entries of a folder that are not hidden, sorted by bytes.
    static func names(inFolder path: String) throws(Problem) -> [String] {
        guard let folder = opendir(path) else { throw failure("list", path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The bytes of a file, at most one more than a document may have.
    static func read(_ path: String) throws(Problem) -> [UInt8] {
        guard let file = fopen(path, "rbe") else { throw failure("open", path) }
        defer { fclose(file) }
        let limit = DocumentLimits.bytes + 1
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = fread(buffer.baseAddress, 1, limit, file)
        }
        if ferror(file) != 0 { throw failure("read", path) }
        return bytes
    }

    private static func failure(_ verb: String, _ path: String) -> Problem {
        let reason = String(cString: strerror(errno))
        return Problem(.unreadable, "cannot \(verb) \(path): \(reason)")
    }
}
