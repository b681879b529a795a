import Glibc

/// Removes a folder of our own making, with all that is in it. Links are removed, never followed.
enum FolderRemoval {
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
}
