import SluiceKernel

/// The timers of a partition in the order of firing, in bounded memory: those set since the last checkpoint, and a page of
/// the store's index.
///
/// A timer that was cleared may still come up; the fold then finds that its instance no longer has it, and ignores it.
struct TimerQueue {
    /// Timers due later than this many milliseconds from now are not sorted: a checkpoint moves them to the store first.
    private static let horizon: Int64 = 60_000
    /// Rows of the first page behind a checkpoint, which often tells no more than when the next timer is due, and of those
    /// that follow it.
    private static let pageSizes = (first: 16, next: 512)

    private var heap: [TimerKey] = []
    /// One for each checkpoint that has not yet been committed, in their order.
    private var far: [FarTimers] = []
    private var farEarliest = Int64.max
    private var page: ArraySlice<TimerKey> = []
    private var pageSize = TimerQueue.pageSizes.first
    private var pageIsLast = false
    private var firedThrough: TimerKey?

    mutating func add(_ timer: InstanceTimer, of id: UnsafeRawBufferPointer, clock: Int64, generation: UInt64) {
        guard timer.due > clock + TimerQueue.horizon else {
            return push(TimerKey(due: timer.due, id: Array(id), timer: timer.id, generation: generation))
        }
        if far.last?.generation != generation { far.append(FarTimers(generation: generation)) }
        far[far.count - 1].add(timer, of: id)
        farEarliest = min(farEarliest, timer.due)
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
        farEarliest = far.reduce(.max) { min($0, $1.earliest) }
        if let through = firedThrough {
            // What sorts before a fired timer lies behind the place from which pages are read: it must stay.
            heap.removeAll { $0.generation <= generation && TimerKey.precedes(through, $0) }
        } else {
            heap.removeAll { $0.generation <= generation }
        }
        heap.sort(by: TimerKey.precedes)
        page = []
        pageSize = TimerQueue.pageSizes.first
        pageIsLast = false
    }

    private mutating func loadPage(_ load: (_ after: TimerKey?, _ limit: Int) -> [TimerKey]) {
        let rows = load(firedThrough, pageSize)
        page = rows[...]
        pageIsLast = rows.count < pageSize
        pageSize = TimerQueue.pageSizes.next
    }

    private mutating func sortFar(dueAt clock: Int64) {
        let limit = clock + TimerQueue.horizon
        for index in far.indices {
            for key in far[index].take(dueAt: limit) { push(key) }
        }
        farEarliest = far.reduce(.max) { min($0, $1.earliest) }
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
