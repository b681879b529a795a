/// What is to happen at which virtual time: in the order of time, then of being put down.
package final class Agenda {
    private struct Item {
        var time: Int64
        var number: UInt64
        var action: () -> Void

        func precedes(_ other: Item) -> Bool { time != other.time ? time < other.time : number < other.number }
    }

    private var heap: [Item] = []
    private var number: UInt64 = 0

    package init() {}

    package var isEmpty: Bool { heap.isEmpty }
    package var next: Int64? { heap.first?.time }

    package func schedule(at time: Int64, _ action: @escaping () -> Void) {
        number += 1
        heap.append(Item(time: time, number: number, action: action))
        var child = heap.count - 1
        while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Does everything due at `time`, what becomes due meanwhile included. Returns whether there was any.
    package func run(dueAt time: Int64) -> Bool {
        var ran = false
        while let first = heap.first, first.time <= time {
            pop().action()
            ran = true
        }
        return ran
    }

    private func pop() -> Item {
        heap.swapAt(0, heap.count - 1)
        let item = heap.removeLast()
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].precedes(heap[smallest]) { smallest = child }
            }
            if smallest == parent { return item }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
