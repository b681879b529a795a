import Glibc

/// Who holds a POSIX lock.
enum LockFile {
    /// The process that holds `path` locked. Not to be asked of a file that this process locked itself: closing it again
    /// would drop that lock.
    static func holder(of path: String) -> pid_t? {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        guard fcntl(file, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK), lock.l_pid > 0 else { return nil }
        return lock.l_pid
    }
}
