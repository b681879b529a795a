import Sluice

/// What all task bodies do: note the start, take their time, note how it ended.
enum Work {
    /// - Parameter milliseconds: how long the other system takes; differs by attempt, and is the same each time for one.
    static func done<Result: Sendable>(
        _ milliseconds: ClosedRange<Int>, _ result: @Sendable () throws -> Result
    ) async throws -> Result {
        let context = TaskContext.current
        Ledger.current?.note(.start, context)
        do {
            let spread = milliseconds.upperBound - milliseconds.lowerBound + 1
            let seed = (context?.idempotencyKey ?? "").utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xffff }
            try await Task.sleep(for: .milliseconds(milliseconds.lowerBound + seed % spread))
            let value = try result()
            Ledger.current?.note(.end, context)
            return value
        } catch {
            Ledger.current?.note(.failure, context)
            throw error
        }
    }
}
