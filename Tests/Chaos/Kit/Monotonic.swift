import Glibc

/// The machine's monotonic clock, the same for all processes on it.
package enum Monotonic {
    /// Microseconds.
    package static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
