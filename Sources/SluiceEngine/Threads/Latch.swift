#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A flag that threads wait for: woken at once, or at a time. Setting it when nobody waits makes the next wait return.
package final class Latch: Waker {
    // Guarded by `mutex`.
    private nonisolated(unsafe) var isSet = false
    private nonisolated(unsafe) let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private nonisolated(unsafe) let condition: UnsafeMutablePointer<pthread_cond_t>

    package init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    package func wake() {
        pthread_mutex_lock(mutex)
        let wasSet = isSet
        isSet = true
        pthread_mutex_unlock(mutex)
        if !wasSet { pthread_cond_signal(condition) }
    }

    /// Waits until woken, at most `microseconds`; clears the flag.
    package func wait(microseconds: Int64) {
        pthread_mutex_lock(mutex)
        if !isSet && microseconds > 0 {
            var until = timespec()
            clock_gettime(CLOCK_MONOTONIC, &until)
            let nanoseconds = Int64(until.tv_nsec) + microseconds % 1_000_000 * 1_000
            until.tv_sec += Int(microseconds / 1_000_000 + nanoseconds / 1_000_000_000)
            until.tv_nsec = Int(nanoseconds % 1_000_000_000)
            while !isSet {
                if pthread_cond_timedwait(condition, mutex, &until) == ETIMEDOUT { break }
            }
        }
        isSet = false
        pthread_mutex_unlock(mutex)
    }
}
