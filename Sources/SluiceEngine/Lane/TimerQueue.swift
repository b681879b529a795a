import SluiceKernel

/// The timers of a partition in the order of firing, in bounded memory: those set since the last checkpoint, and a page of
/// the store's index.
///
/// A timer that was cleared may still come up; the fold then finds that its instance no longer has it, and ignores it.
struct TimerQueue {
    /// Timers due later than this many milliseconds from now are not sorted: a checkpoint moves them to the store first.
    private static let horizon: Int64 = 60_000
    private static let pageSize = 512

    private var heap: [TimerKey] = []
    private var far: [TimerKey] = []
    private var farEarliest = Int64.max
    private var page: ArraySlice<TimerKey> = []
    private var pageIsLast = false
    private var firedThrough: TimerKey?

    mutating func add(_ timer: InstanceTimer, of id: [UInt8], clock: Int64, generation: UInt64) {
        let key = TimerKey(due: timer.due, id: id, timer: timer.id, generation: generation)
        if timer.due > clock + TimerQueue.horizon {
            far.append(key)
            farEarliest = min(farEarliest, timer.due)
        } else {
            push(key)
        }
    }

    /// The next timer due at `clock`, taken out; nil: none. `load` gives the store's index rows behind a key, in order.
    mutating func pop(
        dueAt clock: Int64, load: (_ after: TimerKey?, _ limit: Int) -> [TimerKey]
    ) -> TimerKey? {
        if farEarliest <= clock { sortFar(dueAt: clock) }
        if page.isEmpty && !pageIsLast { loadPage(load) }
        let fromPage: Bool
        switch (heap.first, page.first) {
        case (nil, nil): return nil
        case (let first?, nil):
            guard first.due <= clock else { return nil }
            fromPage = false
        case (nil, let first?):
            guard first.due <= clock else { return nil }
            fromPage = true
        case (let added?, let stored?):
            fromPage = TimerKey.precedes(stored, added)
            guard (fromPage ? stored : added).due <= clock else { return nil }
        }
        let key = fromPage ? page.removeFirst() : popHeap()
        if firedThrough.map({ TimerKey.precedes($0, key) }) ?? true { firedThrough = key }
        return key
    }

    /// When the next timer is due, milliseconds; `Int64.max`: none.
    mutating func nextDue(load: (_ after: TimerKey?, _ limit: Int) -> [TimerKey]) -> Int64 {
        if page.isEmpty && !pageIsLast { loadPage(load) }
        return min(heap.first?.due ?? .max, page.first?.due ?? .max, farEarliest)
    }

    /// The checkpoint `generation` is in the store: what it brought there need not be kept here.
    mutating func committed(_ generation: UInt64) {
        far.removeAll { $0.generation <= generation }
        farEarliest = far.reduce(.max) { min($0, $1.due) }
        if let through = firedThrough {
            // What sorts before a fired timer lies behind the place from which pages are read: it must stay.
            heap.removeAll { $0.generation <= generation && TimerKey.precedes(through, $0) }
        } else {
            heap.removeAll { $0.generation <= generation }
        }
        heap.sort(by: TimerKey.precedes)
        page = []
        pageIsLast = false
    }

    private mutating func loadPage(_ load: (_ after: TimerKey?, _ limit: Int) -> [TimerKey]) {
        let rows = load(firedThrough, TimerQueue.pageSize)
        page = rows[...]
        pageIsLast = rows.count < TimerQueue.pageSize
    }

    private mutating func sortFar(dueAt clock: Int64) {
        let limit = clock + TimerQueue.horizon
        for key in far where key.due <= limit { push(key) }
        far.removeAll { $0.due <= limit }
        farEarliest = far.reduce(.max) { min($0, $1.due) }
    }

    // MARK: binary heap

    private mutating func push(_ key: TimerKey) {
        heap.append(key)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard TimerKey.precedes(heap[child], heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func popHeap() -> TimerKey {
        heap.swapAt(0, heap.count - 1)
        let key = heap.removeLast()
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if TimerKey.precedes(heap[child], heap[smallest]) { smallest = child }
            }
            if smallest == parent { return key }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
