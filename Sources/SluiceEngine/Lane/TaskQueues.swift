import SluiceKernel

/// The pending tasks of a partition by task name: a bounded line in memory for each, the rest in the store's index.
struct TaskQueues {
    struct Ready {
        var id: [UInt8]
        var incarnation: Int64
        var step: UInt16
        var attempt: UInt16
    }

    struct Line {
        var waiting: [Ready] = []
        var head = 0
        /// Tasks may lie in the store's index, or among the cells of a checkpoint that brings them there.
        var overflow = false
        /// The checkpoint that brings the last of them to the store.
        var overflowGeneration: UInt64 = 0

        var count: Int { waiting.count - head }

        mutating func append(_ ready: Ready) { waiting.append(ready) }

        mutating func popFirst() -> Ready? {
            guard head < waiting.count else { return nil }
            defer {
                head += 1
                if head == waiting.count {
                    waiting.removeAll(keepingCapacity: true)
                    head = 0
                }
            }
            return waiting[head]
        }

        mutating func putBack() {
            // Only ever called right after a pop.
            if head > 0 { head -= 1 }
        }
    }

    var lines: [UInt64: Line] = [:]
    /// Queues in the order of their first task: the order in which they are served.
    private(set) var order: [UInt64] = []
    /// Attempts handed to the dispatcher and not settled.
    var inFlight: Set<UInt64> = []

    mutating func line(_ queue: UInt64) -> Line {
        if let line = lines[queue] { return line }
        order.append(queue)
        lines[queue] = Line()
        return Line()
    }

    mutating func mayWaitInStore(_ queue: UInt64, generation: UInt64) {
        var line = line(queue)
        line.overflow = true
        line.overflowGeneration = max(line.overflowGeneration, generation)
        lines[queue] = line
    }

    mutating func everythingMayWaitInStore(generation: UInt64) {
        for queue in order { mayWaitInStore(queue, generation: generation) }
    }

    static func key(_ id: [UInt8], incarnation: Int64, step: UInt16, attempt: UInt16) -> UInt64 {
        let seed = UInt64(bitPattern: incarnation) &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(step) << 16 ^ UInt64(attempt)
        return id.withUnsafeBytes { Mixer.hash64($0, seed: seed) }
    }
}
