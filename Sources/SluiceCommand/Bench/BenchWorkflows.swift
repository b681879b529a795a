import Sluice

/// Workflows that only the benchmark has a use for.
enum BenchWorkflows {
    /// One task whose body may stay, all of them at once.
    static func held(
        concurrency: Int, _ body: @escaping @Sendable (Int) async throws -> Int
    ) -> Workflow<Int, Int> {
        Workflow("held", version: 1) { flow, number in
            flow.task("hold", timeout: .seconds(3_600), concurrency: concurrency, number, run: body)
        }
    }

    /// Waits for a signal that does not come.
    static let parked = Workflow<Int, Int>("parked", version: 1) { flow, _ in flow.signal("go", of: Int.self) }
}
