private import Glibc

/// Unix sockets by the folder they lie in, however long its path is.
enum SocketAddress {
    enum Use { case listen, connect }

    /// Makes a socket and binds or connects it.
    ///
    /// - Returns: the descriptor, or nil with `errno` set.
    static func open(_ folder: String, for use: Use) -> Int32? {
        // The kernel takes 107 bytes of a path; through an open folder any path is short.
        let held = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard held >= 0 else { return nil }
        defer { close(held) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array("/proc/self/fd/\(held)/\(SocketProtocol.name)".utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                use == .listen ? bind(descriptor, $0, length) : Glibc.connect(descriptor, $0, length)
            }
        }
        guard status == 0 else {
            let reason = errno
            close(descriptor)
            errno = reason
            return nil
        }
        return descriptor
    }
}
