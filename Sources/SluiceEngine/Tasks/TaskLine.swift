import SluiceKernel

/// The attempts of one task name that wait for a thread of a pool, in order, and how many run. Behind the pool's lock.
final class TaskLine {
    let offer: TaskOffer
    private var waiting: [TaskRequest] = []
    private var head = 0
    /// Of them all.
    private(set) var bytes = 0
    var running = 0
    /// Lanes that were turned away.
    var turnedAway: [any Waker] = []

    init(offer: TaskOffer) { self.offer = offer }

    var isSynchronous: Bool {
        if case .synchronous = offer.body { return true }
        return false
    }

    var count: Int { waiting.count - head }

    func append(_ requests: [TaskRequest]) {
        bytes += TaskLine.bytes(of: requests)
        if count == 0 {
            waiting = requests
            head = 0
        } else {
            waiting.append(contentsOf: requests)
        }
    }

    /// The first of those that wait: `limit` of them, or as many as are given `batch` bytes, at least one.
    func take(_ limit: Int, bytes batch: Int) -> [TaskRequest] {
        var number = 0
        var taken = 0
        while number < limit && taken < batch {
            taken += waiting[head + number].byteCount
            number += 1
        }
        bytes -= taken
        return take(number)
    }

    private func take(_ number: Int) -> [TaskRequest] {
        if head == 0 && number == waiting.count {
            defer { waiting = [] }
            return waiting
        }
        let taken = Array(waiting[head..<head + number])
        head += number
        if head == waiting.count {
            waiting = []
            head = 0
        } else if head > 4_096 {
            waiting.removeFirst(head)
            head = 0
        }
        return taken
    }

    /// Attempts that were taken and did not begin: they come first again.
    func putBack(_ requests: [TaskRequest]) {
        bytes += TaskLine.bytes(of: requests)
        waiting.insert(contentsOf: requests, at: head)
    }

    /// Those of these partitions are not wanted any more.
    func drop(_ partitions: Range<Int>) {
        waiting = waiting[head...].filter { !partitions.contains($0.partition) }
        head = 0
        bytes = TaskLine.bytes(of: waiting)
    }

    func removeAll() {
        waiting = []
        head = 0
        bytes = 0
    }

    private static func bytes(of requests: [TaskRequest]) -> Int { requests.reduce(0) { $0 + $1.byteCount } }
}
