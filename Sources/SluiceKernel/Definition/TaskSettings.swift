/// How a task is run and when it is given up.
package struct TaskSettings: Equatable, Sendable {
    /// Names the body: a closure offered by a node, or what a worker of ``queue`` does.
    package var task: String
    /// Attempts go to the workers of this queue, 1-100 bytes of `[A-Za-z0-9_.-]`. nil: to a node that offers the task.
    package var queue: String?
    package var retry: RetryPolicy
    /// Per attempt, in milliseconds. 1 minute. A node measures it from dispatch; of a queue it is a timer of the fold, from the
    /// attempt's being in the queue on, and each heartbeat begins it anew.
    package var timeout: Int64
    /// Of a queue: takes the place of ``timeout`` from an attempt's first heartbeat on, in milliseconds. nil: none does.
    package var heartbeat: Int64?
    /// From the step becoming ready until it is given up, all attempts and waits included, in milliseconds. None: unbounded.
    package var deadline: Int64?

    package init(
        task: String, queue: String? = nil, retry: RetryPolicy = RetryPolicy(), timeout: Int64 = 60_000,
        heartbeat: Int64? = nil, deadline: Int64? = nil
    ) {
        self.task = task
        self.queue = queue
        self.heartbeat = heartbeat
        self.retry = retry
        self.timeout = timeout
        self.deadline = deadline
    }
}

/// When a failed attempt is tried again.
///
/// Attempt `n` (from 1) that fails is followed after `min(cap, first · factor^(n-1))`, moved by up to `±jitter` of itself.
/// The jitter is a hash of the idempotency key, so every fold computes the same wait.
package struct RetryPolicy: Equatable, Sendable {
    /// In all, the first included. 1...1,000.
    package var attempts: UInt16
    /// Milliseconds before the second attempt.
    package var first: Int64
    /// In thousandths: 2,000 doubles each wait. From 1,000.
    package var factorMilli: UInt32
    /// Longest wait in milliseconds.
    package var cap: Int64
    /// In thousandths of the wait, 0...1,000.
    package var jitterMilli: UInt32
    /// Error types that are not tried again.
    package var nonRetriable: [String]

    package init(
        attempts: UInt16 = 5, first: Int64 = 1_000, factorMilli: UInt32 = 2_000, cap: Int64 = 60_000,
        jitterMilli: UInt32 = 200, nonRetriable: [String] = []
    ) {
        self.attempts = attempts
        self.first = first
        self.factorMilli = factorMilli
        self.cap = cap
        self.jitterMilli = jitterMilli
        self.nonRetriable = nonRetriable
    }

    /// Milliseconds to wait after the failed attempt `attempt` (from 1 within this drive), for the idempotency key's `hash`.
    package func wait(after attempt: UInt16, hash: UInt64) -> Int64 {
        var wait = UInt64(clamping: max(first, 0))
        let limit = UInt64(clamping: max(cap, 0))
        var steps = attempt
        while steps > 1 && wait < limit {
            let (product, overflow) = wait.multipliedReportingOverflow(by: UInt64(factorMilli))
            wait = overflow ? limit : product / 1_000
            steps -= 1
        }
        wait = min(wait, limit)
        let span = wait / 1_000 * UInt64(jitterMilli) + wait % 1_000 * UInt64(jitterMilli) / 1_000
        guard span > 0 else { return Int64(clamping: wait) }
        return Int64(clamping: wait - span + hash % (2 * span + 1))
    }
}

extension TaskSettings {
    /// The line that attempts of a task wait in until they are handed out: a hash of its name, the same in every process.
    package static func queue(of task: String) -> UInt64 {
        var task = task
        return task.withUTF8 { Mixer.hash64(UnsafeRawBufferPointer($0)) }
    }

    /// The line of these settings' attempts. All tasks of a queue share one: it is the queue that has room or has none.
    package var line: UInt64 {
        guard var queue else { return TaskSettings.queue(of: task) }
        return queue.withUTF8 { Mixer.hash64(UnsafeRawBufferPointer($0), seed: TaskSettings.queueSeed) }
    }

    /// Keeps lines of queues apart from those of tasks with the same name.
    private static let queueSeed: UInt64 = 0x7175_6575_6520_6f66
}
