/// Counts the calls of the log port over all processes of a world, and lets a plan break them.
package final class PortMonitor {
    package private(set) var count = 0
    /// What each call was, in order.
    package private(set) var kinds: [PortCall] = []
    /// Asked at every call with its number, from 1.
    package var plan: (_ number: Int, _ call: PortCall) -> PortFault? = { _, _ in nil }
    package private(set) var injected = 0
    private let trace: Trace

    package init(trace: Trace) { self.trace = trace }

    func fault(at call: PortCall) -> PortFault? {
        count += 1
        kinds.append(call)
        guard let fault = plan(count, call) else { return nil }
        injected += 1
        trace.note("port call \(count) \(call.rawValue): \(fault)")
        return fault
    }
}
