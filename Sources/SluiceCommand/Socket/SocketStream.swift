private import Glibc

/// A connected unix socket: frames in and out. Confined to one thread at a time.
// The server shuts a stream down from another thread, which touches nothing but the descriptor.
final class SocketStream: @unchecked Sendable {
    enum Failure: Error, Equatable {
        /// The other side closed, between frames.
        case closed
        /// It closed within a frame, or the connection broke.
        case broken
        case timeout
        case tooLarge(Int)
    }

    let descriptor: Int32
    private var isClosed = false

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close() }

    func close() {
        if !isClosed { Glibc.close(descriptor) }
        isClosed = true
    }

    /// Reads one frame.
    ///
    /// - Parameters:
    ///   - limit: bytes; the memory for a frame grows as its bytes arrive.
    ///   - idle: how long to wait for its first byte, milliseconds; -1: for ever.
    ///   - pause: how long the bytes within it may stand still, milliseconds; -1: for ever.
    func read(limit: Int, idle: Int64, pause: Int64) throws(Failure) -> [UInt8] {
        let head = try bytes(4, first: idle, pause: pause)
        let length = head.reduce(0) { $0 << 8 | Int($1) }
        guard length <= limit else { throw .tooLarge(length) }
        return length == 0 ? [] : try bytes(length, first: pause, pause: pause, isInside: true)
    }

    /// Whether there are bytes to read, or the other side is gone, at the latest after so many milliseconds.
    func isReadable(within milliseconds: Int64) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&poll, 1, Int32(clamping: milliseconds)) > 0
    }

    private func bytes(_ count: Int, first: Int64, pause: Int64, isInside: Bool = false) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(count, 65_536))
        while bytes.count < count {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let wait = bytes.isEmpty ? first : pause
            let ready = Glibc.poll(&poll, 1, Int32(clamping: wait))
            if ready < 0 && errno == EINTR { continue }
            if ready == 0 { throw .timeout }
            let got = recv(descriptor, &chunk, min(chunk.count, count - bytes.count), 0)
            if got < 0 && errno == EINTR { continue }
            if got == 0 && bytes.isEmpty && !isInside { throw .closed }
            guard got > 0 else { throw .broken }
            bytes.append(contentsOf: chunk[..<got])
        }
        return bytes
    }

    /// Writes one frame.
    func write(_ frame: [UInt8]) throws(Failure) {
        let length = UInt32(frame.count)
        let head = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> UInt32($0)) }
        let bytes = head + frame
        let isWritten = bytes.withUnsafeBytes { bytes -> Bool in
            var offset = 0
            while offset < bytes.count {
                let sent = send(descriptor, bytes.baseAddress! + offset, bytes.count - offset, Int32(MSG_NOSIGNAL))
                if sent < 0 && errno == EINTR { continue }
                if sent <= 0 { return false }
                offset += sent
            }
            return true
        }
        if !isWritten { throw .broken }
    }

    /// Ends both directions: a thread that reads wakes up.
    func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
