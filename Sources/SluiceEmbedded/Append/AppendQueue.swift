import SluiceEngine
import Synchronization

/// Calls on their way to the one thread that writes them: bounded, in order.
final class AppendQueue: Sendable {
    private struct State {
        var calls: [AppendCall] = []
        var head = 0
        var bytes = 0
        var records = 0
        /// The writer sleeps, or is about to.
        var idle = false
        /// Nothing is taken while failures are being told.
        var refusing = false
        var closed = false
    }

    private let state = Mutex(State())
    private let parker = Parker()
    private let maxBytes: Int
    private let maxRecords: Int

    init(bytes: Int, records: Int) {
        maxBytes = bytes
        maxRecords = records
    }

    /// - Returns: false when it is full; a call is taken whole, and an empty queue takes any.
    func add(_ call: AppendCall) throws(LogError) -> Bool {
        enum Answer { case taken(wake: Bool), full, closed }
        let answer = state.withLock { state -> Answer in
            if state.closed { return .closed }
            if state.refusing { return .full }
            let empty = state.head == state.calls.count
            if !empty
                && (state.bytes + call.bytes > maxBytes || state.records + call.records.count > maxRecords)
            {
                return .full
            }
            state.calls.append(call)
            state.bytes += call.bytes
            state.records += call.records.count
            defer { state.idle = false }
            return .taken(wake: state.idle)
        }
        switch answer {
        case .taken(let wake):
            if wake { parker.unpark() }
            return true
        case .full: return false
        case .closed: throw LogError(.closed, "the log is closed")
        }
    }

    /// Waits for calls and takes the oldest, up to about `bytes`. Nil: closed, and nothing is left.
    func take(bytes limit: Int) -> [AppendCall]? {
        while true {
            let taken = state.withLock { state -> [AppendCall]? in
                if state.head == state.calls.count {
                    if state.closed { return nil }
                    state.idle = true
                    return []
                }
                return Self.remove(&state, limit)
            }
            guard let taken else { return nil }
            if !taken.isEmpty { return taken }
            parker.park()
        }
    }

    private static func remove(_ state: inout State, _ limit: Int) -> [AppendCall] {
        var end = state.head
        var bytes = 0
        var records = 0
        while end < state.calls.count && bytes < limit {
            bytes += state.calls[end].bytes
            records += state.calls[end].records.count
            end += 1
        }
        state.bytes -= bytes
        state.records -= records
        if state.head == 0 && end == state.calls.count {
            let all = state.calls
            state.calls = []
            return all
        }
        let taken = Array(state.calls[state.head..<end])
        state.head = end
        if state.head * 2 >= state.calls.count {
            state.calls.removeSubrange(0..<state.head)
            state.head = 0
        }
        return taken
    }

    /// Takes all that waits and nothing more until ``accept()``: what failed is told before anything can follow it.
    func refuse() -> [AppendCall] {
        state.withLock { state in
            state.refusing = true
            return Self.remove(&state, Int.max)
        }
    }

    func accept() { state.withLock { $0.refusing = false } }

    func close() {
        state.withLock { $0.closed = true }
        parker.unpark()
    }
}
