import SluiceKernel
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Tells after a crash which transition or which task body the process died of, and no other.
///
/// Each thread notes in a memory-mapped file what it runs. When one traps, the signal handler marks that thread's note; the
/// next start reads the marks. A death that marks nothing (a kill, the power) counts for nothing.
package final class CrashNotes: Sendable {
    private static let slots = 160
    /// Marks of one transition before it is skipped.
    package static let skipAfter = 3
    /// A transition that runs this long, microseconds, is taken for one that never ends.
    package static let longestTransition: Int64 = 30_000_000

    private let mapping: NoteSlot
    private let countsPath: String
    /// Notes given out so far, and those of them that came back.
    private let taken = Mutex<(count: Int, free: [Int])>((0, []))

    /// What the notes of the last run told.
    package let marked: [CrashNote]
    /// Transitions that were marked often enough to be skipped.
    package let skipped: Set<TransitionID>
    /// All that were marked, by place in the log.
    package let transitions: [TransitionMark]

    /// Opens or creates the notes in `folder`, reads what the last run left, and starts anew.
    package init(folder: String) throws(LogError) {
        let path = "\(folder)/notes"
        countsPath = "\(folder)/marks"
        let length = CrashNotes.slots * NoteSlot.size
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw LogError(.io, "cannot open \(path): \(String(cString: strerror(errno)))") }
        defer { close(file) }
        // Allocated, not sparse: a store to a page that the file system has no room for would end the process.
        let status = posix_fallocate(file, 0, off_t(length))
        guard status == 0 else {
            throw LogError(
                status == ENOSPC ? .diskFull : .io, "cannot size \(path): \(String(cString: strerror(status)))")
        }
        let base = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        guard let base, base != MAP_FAILED else {
            throw LogError(.io, "cannot map \(path): \(String(cString: strerror(errno)))")
        }
        mapping = NoteSlot(base: base)
        var notes: [CrashNote] = []
        for index in 0..<CrashNotes.slots {
            if let note = NoteSlot(base: base + index * NoteSlot.size).note { notes.append(note) }
        }
        marked = notes
        var counts = CrashNotes.readCounts(countsPath)
        for case .transition(let transition) in notes { counts[transition, default: 0] += 1 }
        skipped = Set(counts.filter { $0.value >= CrashNotes.skipAfter }.keys)
        transitions = counts.map { TransitionMark($0.key, count: $0.value) }.sorted { $0.transition < $1.transition }
        CrashNotes.writeCounts(counts, countsPath)
        memset(base, 0, length)
    }

    // MARK: threads

    /// Gives the calling thread its note. More threads than notes: the rest go without.
    package func takeSlot() -> NoteSlot? {
        let index = taken.withLock { taken in
            if let free = taken.free.popLast() { return free }
            defer { taken.count += 1 }
            return taken.count
        }
        guard index < CrashNotes.slots else { return nil }
        let slot = NoteSlot(base: mapping.base + index * NoteSlot.size)
        pthread_setspecific(CrashNotes.key, slot.base)
        return slot
    }

    /// The calling thread ends: its note is for another.
    package func giveBack(_ slot: NoteSlot) {
        slot.clear()
        pthread_setspecific(CrashNotes.key, nil)
        taken.withLock { $0.free.append((slot.base - mapping.base) / NoteSlot.size) }
    }

    /// Ends the process, marked, when a transition runs too long.
    package func watch() {
        let now = Clock.monotonic()
        for index in 0..<CrashNotes.slots {
            let slot = NoteSlot(base: mapping.base + index * NoteSlot.size)
            if let age = slot.transitionAge(now: now), age > CrashNotes.longestTransition {
                slot.mark()
                abort()
            }
        }
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// From here on a trap marks the note of its thread, then ends the process as it would have.
    package static func installHandlers() {
        _ = key
        for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { signal in
                // Only stores and system calls that are safe in a handler.
                if let slot = pthread_getspecific(CrashNotes.key), slot.load(as: UInt32.self) == NoteSlot.State.running
                {
                    slot.storeBytes(of: NoteSlot.State.marked, as: UInt32.self)
                }
                var standard = sigaction()
                standard.__sigaction_handler.sa_handler = SIG_DFL
                sigaction(signal, &standard, nil)
                raise(signal)
            }
            action.sa_flags = Int32(SA_NODEFER)
            sigaction(signal, &action, nil)
        }
    }

    // MARK: counts

    /// Lines of `partition offset entry count`.
    private static func readCounts(_ path: String) -> [TransitionID: Int] {
        var counts: [TransitionID: Int] = [:]
        guard let file = fopen(path, "r") else { return counts }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        while fgets(&buffer, 128, file) != nil {
            let line = buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
            let numbers = line.split(whereSeparator: \.isWhitespace).compactMap { Int64($0) }
            guard numbers.count == 4 else { continue }
            let transition = TransitionID(partition: Int(numbers[0]), offset: numbers[1], entry: Int(numbers[2]))
            counts[transition] = Int(numbers[3])
        }
        return counts
    }

    private static func writeCounts(_ counts: [TransitionID: Int], _ path: String) {
        if counts.isEmpty { return }
        guard let file = fopen("\(path).new", "w") else { return }
        for (transition, count) in counts {
            let line = "\(transition.partition) \(transition.offset) \(transition.entry) \(count)\n"
            fputs(line, file)
        }
        fflush(file)
        fsync(fileno(file))
        fclose(file)
        rename("\(path).new", path)
    }
}
