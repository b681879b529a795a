import Glibc
import SluiceEngine

/// Tells other processes, and those who come after a crash, whether a checkpoint is being written: two counters in the
/// mapped file `pulse` of the data folder, 64 bits each, little-endian: checkpoints whose write began, and ended.
///
/// They are unequal while a checkpoint is being written, and stay so when the process dies in the middle of one. Nothing
/// here is synced, and nothing depends on it. Written by the one thread that commits.
final class CommitPulse: @unchecked Sendable {
    private let begun: UnsafeMutablePointer<UInt64>

    private static let size = 16

    init(folder: String) throws(LogError) {
        let path = "\(folder)/pulse"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw LogError(.io, "cannot open \(path): \(String(cString: strerror(errno)))") }
        defer { close(file) }
        // Allocated, not sparse: a store to a page that the file system has no room for would end the process.
        let status = posix_fallocate(file, 0, CommitPulse.size)
        guard status == 0 else {
            throw LogError(
                status == ENOSPC ? .diskFull : .io, "cannot size \(path): \(String(cString: strerror(status)))")
        }
        let base = mmap(nil, CommitPulse.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        guard let base, base != MAP_FAILED else {
            throw LogError(.io, "cannot map \(path): \(String(cString: strerror(errno)))")
        }
        begun = base.bindMemory(to: UInt64.self, capacity: 2)
        begun[0] = 0
        begun[1] = 0
    }

    deinit { munmap(begun, CommitPulse.size) }

    func begin() { begun[0] += 1 }
    func end() { begun[1] = begun[0] }
}
