package import SluiceKernel

/// One thread's place in the notes file. Writing it is a handful of stores; a signal handler may read it at any moment.
///
/// Layout, little-endian: state u32 (0 idle, 1 running, 2 marked), kind u32 (1 transition, 2 attempt), partition i64,
/// offset or incarnation i64, entry or step/pass/attempt u64, since i64 (monotonic microseconds) or the queue of the task u64,
/// id length u64, id. Confined to its thread; the mapping outlives all threads.
package struct NoteSlot: @unchecked Sendable {
    let base: UnsafeMutableRawPointer

    static let size = 512

    enum State {
        static let idle: UInt32 = 0
        static let running: UInt32 = 1
        static let marked: UInt32 = 2
    }

    package func transition(partition: Int, offset: Int64) {
        base.storeBytes(of: 1, toByteOffset: 4, as: UInt32.self)
        base.storeBytes(of: Int64(partition), toByteOffset: 8, as: Int64.self)
        base.storeBytes(of: offset, toByteOffset: 16, as: Int64.self)
        base.storeBytes(of: 0, toByteOffset: 24, as: UInt64.self)
        base.storeBytes(of: Clock.monotonic(), toByteOffset: 32, as: Int64.self)
        base.storeBytes(of: State.running, toByteOffset: 0, as: UInt32.self)
    }

    package func entry(_ index: Int) { base.storeBytes(of: Int64(index), toByteOffset: 24, as: Int64.self) }

    package func attempt(_ identity: TaskIdentity, of queue: UInt64, partition: Int) {
        base.storeBytes(of: 2, toByteOffset: 4, as: UInt32.self)
        base.storeBytes(of: Int64(partition), toByteOffset: 8, as: Int64.self)
        base.storeBytes(of: identity.incarnation, toByteOffset: 16, as: Int64.self)
        let which = UInt64(identity.step) << 32 | UInt64(identity.pass) << 16 | UInt64(identity.attempt)
        base.storeBytes(of: which, toByteOffset: 24, as: UInt64.self)
        base.storeBytes(of: queue, toByteOffset: 32, as: UInt64.self)
        base.storeBytes(of: UInt64(identity.instance.count), toByteOffset: 40, as: UInt64.self)
        identity.instance.withUnsafeBytes {
            (base + 48).copyMemory(from: $0.baseAddress!, byteCount: min($0.count, 255))
        }
        base.storeBytes(of: State.running, toByteOffset: 0, as: UInt32.self)
    }

    package func clear() { base.storeBytes(of: State.idle, toByteOffset: 0, as: UInt32.self) }

    var isMarked: Bool { base.load(as: UInt32.self) == State.marked }

    /// How long the transition under way has been running, microseconds; nil: none is.
    func transitionAge(now: Int64) -> Int64? {
        guard base.load(as: UInt32.self) == State.running, base.load(fromByteOffset: 4, as: UInt32.self) == 1 else {
            return nil
        }
        return now - base.load(fromByteOffset: 32, as: Int64.self)
    }

    func mark() { base.storeBytes(of: State.marked, toByteOffset: 0, as: UInt32.self) }

    /// What the note says, if it was marked and makes sense.
    var note: CrashNote? {
        guard isMarked else { return nil }
        let partition = Int(base.load(fromByteOffset: 8, as: Int64.self))
        let number = base.load(fromByteOffset: 16, as: Int64.self)
        let which = base.load(fromByteOffset: 24, as: UInt64.self)
        switch base.load(fromByteOffset: 4, as: UInt32.self) {
        case 1:
            return .transition(
                TransitionID(
                    partition: partition, offset: number, entry: Int(truncatingIfNeeded: Int64(bitPattern: which))))
        case 2:
            let count = Int(min(base.load(fromByteOffset: 40, as: UInt64.self), 255))
            let id = Array(UnsafeRawBufferPointer(start: base + 48, count: count))
            let identity = TaskIdentity(
                instance: id, incarnation: number, step: UInt16(truncatingIfNeeded: which >> 32),
                pass: UInt16(truncatingIfNeeded: which >> 16), attempt: UInt16(truncatingIfNeeded: which))
            return .attempt(
                identity, queue: base.load(fromByteOffset: 32, as: UInt64.self), partition: partition)
        default: return nil
        }
    }
}
