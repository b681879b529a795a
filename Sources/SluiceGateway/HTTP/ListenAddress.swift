private import Glibc

/// Where a listener waits for connections: an IPv4 address, or `localhost`, and a port; 0: one that is free.
package struct ListenAddress: Equatable, Sendable {
    package let host: String
    package let port: UInt16

    /// - Parameter text: `HOST:PORT`. nil: it is none.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let name = text[..<colon]
        host = name == "localhost" ? "127.0.0.1" : String(name)
        self.port = port
        guard number != nil else { return nil }
    }

    /// The address in network byte order.
    private var number: UInt32? {
        var address = in_addr()
        return inet_pton(AF_INET, host, &address) == 1 ? address.s_addr : nil
    }

    /// A socket that listens here; nil: errno tells why not.
    func listen() -> (descriptor: Int32, port: UInt16)? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = number ?? 0
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && Glibc.listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isOpen else {
            let reason = errno
            close(descriptor)
            errno = reason
            return nil
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }
}
