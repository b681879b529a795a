import SluiceKernel

/// The pending tasks of a partition by task name: a bounded line in memory for each, the rest in the store's index.
struct TaskQueues {
    struct Ready {
        var id: [UInt8]
        var incarnation: Int64
        var step: UInt16
        /// nil: it comes from the store's index, which does not tell; nor the incarnation.
        var attempt: UInt16?
    }

    /// A pass through the store's index, page by page.
    struct Pass {
        /// The key to go on from.
        var from: [UInt8]
        /// The committed generation when it began.
        var generation: UInt64
    }

    struct Line {
        let queue: UInt64
        private var waiting: [Ready] = []
        private var head = 0
        /// Tasks may lie in the store's index, or among the cells of a checkpoint that brings them there.
        var overflow = false
        /// The checkpoint that brings the last of them to the store.
        var overflowGeneration: UInt64 = 0
        /// The committed generation at which the index was last looked through to its end.
        var lookedAt: UInt64?
        /// The pass that is under way.
        var pass: Pass?
        /// Whether workers of a queue have these tasks, and not a node. nil: no task of it was looked at yet.
        var isOfQueue: Bool?

        init(queue: UInt64) { self.queue = queue }

        var count: Int { waiting.count - head }

        var first: Ready? { head < waiting.count ? waiting[head] : nil }

        mutating func append(_ ready: Ready) { waiting.append(ready) }

        mutating func popFirst() -> Ready? {
            guard head < waiting.count else { return nil }
            var ready = Ready(id: [], incarnation: 0, step: 0, attempt: nil)
            swap(&ready, &waiting[head])
            head += 1
            if head == waiting.count {
                waiting.removeAll(keepingCapacity: true)
                head = 0
            } else if head >= 8_192 && head * 2 >= waiting.count {
                waiting.removeFirst(head)
                head = 0
            }
            return ready
        }
    }

    /// In the order of their first task, which is the order in which they are served.
    var lines: [Line] = []
    /// The line to begin with: the one behind that for which memory ran out.
    var first = 0
    private var indexes: [UInt64: Int] = [:]
    private var last: (queue: UInt64, index: Int)?
    /// Attempts handed to the dispatcher and not settled.
    var inFlight: Set<UInt64> = []

    private mutating func index(of queue: UInt64) -> Int {
        if let last, last.queue == queue { return last.index }
        let index: Int
        if let known = indexes[queue] {
            index = known
        } else {
            index = lines.count
            indexes[queue] = index
            lines.append(Line(queue: queue))
        }
        last = (queue, index)
        return index
    }

    /// Puts a task into its line, or leaves it to the store when the line is full.
    mutating func add(_ ready: Ready, to queue: UInt64, isOfQueue: Bool, limit: Int, generation: UInt64) {
        let index = index(of: queue)
        lines[index].isOfQueue = isOfQueue
        if !lines[index].overflow && lines[index].count < limit {
            lines[index].append(ready)
        } else {
            mayWaitInStore(index, generation: generation)
        }
    }

    /// Tasks of `queue` may wait in the store.
    mutating func mayWaitInStore(queue: UInt64, generation: UInt64) {
        mayWaitInStore(index(of: queue), generation: generation)
    }

    private mutating func mayWaitInStore(_ index: Int, generation: UInt64) {
        lines[index].overflow = true
        lines[index].overflowGeneration = max(lines[index].overflowGeneration, generation)
        if generation == 0 { lines[index].lookedAt = nil }
    }

    static func key(_ instance: UnsafePointer<Instance>, step: Int, attempt: UInt16) -> UInt64 {
        let incarnation = UInt64(bitPattern: instance.pointee.incarnation)
        let seed = incarnation &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(step) << 16 ^ UInt64(attempt)
        return instance.pointee.id.span.withUnsafeBytes { Mixer.hash64($0, seed: seed) }
    }
}
