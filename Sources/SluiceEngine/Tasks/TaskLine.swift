import SluiceKernel

/// The attempts of one task name that wait for a thread of a pool, in order, and how many run. Behind the pool's lock.
final class TaskLine {
    let offer: TaskOffer
    private var waiting: [TaskRequest] = []
    private var head = 0
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
        if count == 0 {
            waiting = requests
            head = 0
        } else {
            waiting.append(contentsOf: requests)
        }
    }

    /// The first `number` of those that wait.
    func take(_ number: Int) -> [TaskRequest] {
        if head == 0 && number == waiting.count {
            defer { waiting = [] }
            return waiting
        }
        let taken = Array(waiting[head..<head + number])
        head += number
        if head == waiting.count {
            removeAll()
        } else if head > 4_096 {
            waiting.removeFirst(head)
            head = 0
        }
        return taken
    }

    /// Attempts that were taken and did not begin: they come first again.
    func putBack(_ requests: [TaskRequest]) { waiting.insert(contentsOf: requests, at: head) }

    func removeAll() {
        waiting = []
        head = 0
    }
}
