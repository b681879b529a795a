#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Reads the machine's clocks. The engine asks once per batch, never per event, and the fold never does.
package enum Clock {
    /// Milliseconds since 1970.
    package static func wall() -> Int64 { read(CLOCK_REALTIME, per: 1_000_000) }

    /// Microseconds of a clock that never goes back and does not count suspension.
    package static func monotonic() -> Int64 { read(CLOCK_MONOTONIC, per: 1_000) }

    private static func read(_ clock: clockid_t, per divisor: Int64) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return (Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)) / divisor
    }
}
