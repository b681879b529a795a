private import Glibc

/// What the process used so far.
enum ProcessUsage {
    /// Processor time of all threads, microseconds.
    static func cpu() -> Double {
        var usage = rusage()
        // RUSAGE_SELF, which is an enumeration of C here.
        getrusage(0, &usage)
        func microseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1e6 + Double(time.tv_usec) }
        return microseconds(usage.ru_utime) + microseconds(usage.ru_stime)
    }

    /// The most resident memory that the process ever had, MB (`VmHWM`).
    static func peakMemory() -> Double {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        while fgets(&buffer, 256, file) != nil {
            let line = buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
            guard line.hasPrefix("VmHWM:") else { continue }
            return line.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Double($0) }.map {
                $0 * 1_024 / 1e6
            } ?? 0
        }
        return 0
    }
}
