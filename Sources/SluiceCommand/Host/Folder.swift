private import Glibc

/// Folders that commands make.
enum Folder {
    /// Makes the folder and those above it, for the owner alone.
    static func make(_ path: String) throws(CommandError) {
        guard !path.isEmpty else { throw CommandError(.usage, "the data folder has no name") }
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made == "/" ? String(part) : "/\(part)"
            if mkdir(made, 0o700) != 0 && errno != EEXIST {
                throw CommandError(.cannotCreate, "cannot make the folder \(made): \(Descriptor.reason)")
            }
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw CommandError(.cannotCreate, "\(path) is no folder")
        }
    }

    /// A new folder under TMPDIR.
    static func temporary() throws(CommandError) -> String {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/sluice-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandError(.cannotCreate, "cannot make a folder in \(base): \(Descriptor.reason)")
        }
        return template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    /// Removes a folder with all that is in it; links are removed, not followed.
    static func remove(_ path: String) {
        if let folder = opendir(path) {
            var names: [String] = []
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != "." && name != ".." { names.append(name) }
            }
            closedir(folder)
            for name in names {
                let inner = "\(path)/\(name)"
                var status = stat()
                if lstat(inner, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                    remove(inner)
                } else {
                    unlink(inner)
                }
            }
        }
        rmdir(path)
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
