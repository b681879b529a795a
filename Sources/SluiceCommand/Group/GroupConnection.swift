import SluiceEngine
import Synchronization

/// Answers a verb's requests in its own process, through the log: what a node's socket does, without a node.
final class GroupConnection: Connection {
    private struct State {
        var requests: [[UInt8]] = []
        var answers: [[UInt8]] = []
        var isRunning = false
    }

    private final class Queue: Sendable {
        let state = Mutex(State())
        let answered = Latch()
    }

    private let host: OperationHost
    private let queue = Queue()

    init(_ host: OperationHost) { self.host = host }

    func send(_ request: [UInt8]) throws(CommandError) {
        let isFirst = queue.state.withLock { state in
            state.requests.append(request)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard isFirst else { return }
        let thread = OSThread.start("sluice-asking") { [host, queue] in
            while let request = GroupConnection.next(queue) {
                let answer = Operations.answer(request, host)
                queue.state.withLock { $0.answers.append(answer) }
                queue.answered.wake()
            }
        }
        thread.detach()
    }

    private static func next(_ queue: Queue) -> [UInt8]? {
        queue.state.withLock { state in
            guard !state.requests.isEmpty else {
                state.isRunning = false
                return nil
            }
            return state.requests.removeFirst()
        }
    }

    func hasAnswer(within milliseconds: Int64) -> Bool {
        let deadline = Clock.monotonic() + milliseconds * 1_000
        while queue.state.withLock({ $0.answers.isEmpty }) {
            let left = deadline - Clock.monotonic()
            guard left > 0 else { return false }
            queue.answered.wait(microseconds: left)
        }
        return true
    }

    func receive(wait: Int64) throws(CommandError) -> [UInt8] {
        // Operations end by themselves when their time is over.
        let slack: Int64 = 30_000
        guard hasAnswer(within: wait < 0 ? .max / 2_000 : wait + slack) else {
            throw CommandError(.tryAgain, "the log gave no answer")
        }
        return try Response.read(queue.state.withLock { $0.answers.removeFirst() })
    }
}
