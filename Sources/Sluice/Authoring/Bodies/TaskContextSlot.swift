internal import SluiceKernel

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// What a synchronous body runs for, kept in the thread: a task-local value costs ten times as much.
struct TaskContextSlot {
    let task: String
    let identity: TaskIdentity

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        precondition(pthread_key_create(&key, nil) == 0, "no thread-local key is left in this process")
        return key
    }()

    static var current: TaskContextSlot? {
        pthread_getspecific(key)?.assumingMemoryBound(to: TaskContextSlot.self).pointee
    }

    /// Runs `body` with this slot as the thread's current one.
    func bind(_ body: () throws -> Void) rethrows {
        let key = Self.key
        let outer = pthread_getspecific(key)
        try withUnsafePointer(to: self) { slot in
            pthread_setspecific(key, slot)
            defer { pthread_setspecific(key, outer) }
            try body()
        }
    }
}
