package import Sluice

extension AncestorWorkflows {
    /// What `t2` found: its event, and whether the path behind it is cancelled.
    package struct Path: Codable, Equatable, Sendable {
        package var event: String
        package var isCancelled: Bool
    }

    /// A task that cancels the path behind it; joins run with what is left: `cancelpath/CancelPath`.
    ///
    /// Flux lets a task cancel its path as it runs. Here `t2` says so in its value, and its event `e2` is made only where it does
    /// not. With the text `event`, of five letters, `e2` and `t5` to `t9` are skipped, `t4` is given nothing and `e3`, `t10` is
    /// given `e4` and nothing.
    ///
    /// - Parameter joined: is told what the two joins were given.
    package static func cancelPath(
        joined: @escaping @Sendable (_ step: String, _ first: String?, _ second: String?) throws -> Void = { _, _, _ in
        }
    ) -> Workflow<String, Nothing> {
        Workflow("cancel-path", version: 1) { (flow, text: Value<String>) -> Void in
            let e1 = flow.task("t1", retry: retries(0), timeout: timeout, text) { $0 }
            let path = flow.task("t2", retry: retries(0), timeout: timeout, e1) {
                Path(event: "e2 of \($0)", isCancelled: $0.utf8.count == 5)
            }
            let e2 = flow.unless(path.isCancelled) { flow.transform("e2", path) { $0.event } }
            let e3 = flow.task("t3", retry: retries(0), timeout: timeout, e1) { "e3 of \($0)" }
            let e4 = flow.task("t4", retry: retries(0), timeout: timeout, e2, e3) { e2, e3 in
                try joined("t4", e2, e3)
                return "e4"
            }
            let e5 = flow.task("t5", retry: retries(0), timeout: timeout, ifPresent: e2) { _ in "e5" }
            let e6 = flow.task("t6", retry: retries(0), timeout: timeout, ifPresent: e5) { _ in "e6" }
            let e7 = flow.task("t7", retry: retries(0), timeout: timeout, ifPresent: e5) { _ in "e7" }
            let e8 = flow.task("t8", retry: retries(0), timeout: timeout, ifPresent: e5) { _ in "e8" }
            let e9 = flow.task("t9", retry: retries(0), timeout: timeout, e6, e7, e8) { _, _, _ in "e9" }
            flow.perform("t10", retry: retries(0), timeout: timeout, e4, e9) { e4, e9 in try joined("t10", e4, e9) }
        }
    }
}
