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

    /// Takes signals, each of which changes its state, and gives each out. It waits for one more, so that none ends it.
    static func advancing(_ signals: Int, publishingTo topic: String) -> Workflow<Int, Nothing> {
        Workflow("advancing", version: 1) { (flow: Flow, _: Value<Int>) -> Void in
            for number in 1...signals {
                let event = flow.signal("event-\(number)", of: RawJSON.self)
                flow.publish("given-\(number)", to: topic, event)
            }
            flow.keep(flow.signal("end", of: Nothing.self))
        }
    }

    /// Publishes what it is started with, and ends.
    static func telling(to topic: String) -> Workflow<Int, Nothing> {
        Workflow("telling", version: 1) { flow, number in flow.publish("told", to: topic, number) }
    }

    /// Keeps what it is started with, and waits for a signal that does not come.
    static let waiting = Workflow<RawJSON, Nothing>("waiting", version: 1) { flow, _ in
        flow.signal("go", of: Nothing.self)
    }

    /// Gives back what it is started with, and one more.
    static let counting = Workflow<Int, Int>("counting", version: 1) { flow, number in
        flow.transform("next", number) { $0 &+ 1 }
    }

    /// Waits for a signal that does not come.
    static let parked = Workflow<Int, Int>("parked", version: 1) { flow, _ in flow.signal("go", of: Int.self) }
}
