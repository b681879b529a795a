private import Glibc

/// A file read in chunks, so that a record always lies in one piece. Confined to one thread.
final class InputBuffer {
    let name: String
    /// Bytes of the file; nil: not known.
    let size: Int?
    /// Bytes read so far.
    private(set) var bytesRead = 0
    private let descriptor: Int32
    private var storage: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    private(set) var isAtEnd = false

    private static let chunk = 1 << 20

    /// Whether a file can be opened for reading, without doing so: a pipe has one reader.
    ///
    /// - Throws: `noInput` with the reason.
    static func check(_ name: String) throws(CommandError) {
        guard access(name, R_OK) == 0 else { throw CommandError(.noInput, "cannot open \(name): \(Descriptor.reason)") }
        var status = stat()
        guard stat(name, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR else { throw isFolder(name) }
    }

    private static func isFolder(_ name: String) -> CommandError {
        CommandError(.noInput, "\(name) is a folder", hint: "Name the files, or pipe them in and use '-'.")
    }

    /// - Throws: `noInput` with the reason.
    init(_ name: String) throws(CommandError) {
        self.name = name
        descriptor = name == "-" ? 0 : open(name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CommandError(.noInput, "cannot open \(name): \(Descriptor.reason)") }
        var status = stat()
        let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        if status.st_mode & S_IFMT == S_IFDIR {
            if descriptor != 0 { close(descriptor) }
            throw InputBuffer.isFolder(name)
        }
        size = isFile ? Int(status.st_size) : nil
        storage = .allocate(byteCount: 2 * InputBuffer.chunk, alignment: 16)
    }

    deinit {
        storage.deallocate()
        if descriptor != 0 { close(descriptor) }
    }

    /// What was read and not consumed. Valid until the next call.
    var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeRawBufferPointer(rebasing: storage[start..<end]).bindMemory(to: UInt8.self)
    }

    func consume(_ count: Int) { start += count }

    /// Reads more behind ``bytes``. False: there is no more.
    ///
    /// - Throws: `io` with the reason.
    func fill() throws(CommandError) -> Bool {
        guard !isAtEnd else { return false }
        if start > 0 {
            memmove(storage.baseAddress!, storage.baseAddress! + start, end - start)
            end -= start
            start = 0
        }
        if storage.count - end < InputBuffer.chunk {
            let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: storage.count * 2, alignment: 16)
            grown.baseAddress!.copyMemory(from: storage.baseAddress!, byteCount: end)
            storage.deallocate()
            storage = grown
        }
        while true {
            let count = read(descriptor, storage.baseAddress! + end, InputBuffer.chunk)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw CommandError(.io, "cannot read \(name): \(Descriptor.reason)") }
            isAtEnd = count == 0
            end += count
            bytesRead += count
            return count > 0
        }
    }
}
