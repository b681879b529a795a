import Glibc

/// What a folder's file system has left.
enum FreeSpace {
    /// Bytes that this user may still write; nil: the system does not say.
    static func bytes(at folder: String) -> Int? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }
}
