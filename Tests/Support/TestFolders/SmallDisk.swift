import Glibc

/// A file system of its own with little room, in memory. Needs root.
package final class SmallDisk: Sendable {
    /// Whether this process may mount one.
    package static let isAvailable: Bool = {
        let isAvailable = SmallDisk(megabytes: 1) != nil
        if !isAvailable { print("SKIPPED disk full: no tmpfs can be mounted here") }
        return isAvailable
    }()

    private let folder = TemporaryFolder()
    package let path: String
    private let ballast: String

    /// - Parameter path: the folder that it is mounted on, made if need be; nil: one of its own.
    package init?(_ path: String? = nil, megabytes: Int) {
        let path = path ?? folder.path + "/disk"
        self.path = path
        ballast = path + "/ballast"
        mkdir(path, 0o755)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else { return nil }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }

    /// Takes all room but `bytes`.
    package func fill(leaving bytes: Int = 0) {
        // Not handed to child processes of other tests: they would keep the room taken after `clear`.
        let file = open(ballast, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        defer { close(file) }
        for size in [1 << 20, 4_096, 1] {
            let block = [UInt8](repeating: 1, count: size)
            while free >= bytes + size && Glibc.write(file, block, size) == size {}
        }
    }

    private var free: Int {
        var status = statvfs()
        return statvfs(path, &status) == 0 ? Int(status.f_bavail) * Int(status.f_frsize) : 0
    }

    package func grow(megabytes: Int) { mount(nil, path, nil, UInt(MS_REMOUNT), "size=\(megabytes)m") }

    package func clear() { unlink(ballast) }
}
