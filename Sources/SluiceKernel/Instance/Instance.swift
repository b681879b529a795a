/// One run of a definition, decoded and live.
///
/// Values lie end to end in one arena: JSON bytes that never change once written, found by offset and length.
package struct Instance {
    package var id: [UInt8]
    /// Sequence number of its definition: which program advances it.
    package var definition: Int64
    /// Position of its start.
    package var incarnation: Int64
    package var status = InstanceStatus.running
    /// Milliseconds of the partition's clock.
    package var startedAt: Int64
    /// 0 while it runs.
    package var endedAt: Int64 = 0
    /// Microseconds since 1970, by the producer's clock where that was said.
    package var startTime: Int64
    package var inputLength: UInt32 = 0
    /// The result's place in the arena once it succeeded; length 0: none.
    package var resultOffset: UInt32 = 0
    package var resultLength: UInt32 = 0
    package var steps: [StepState]
    package var arena: [UInt8]
    package var timers: [InstanceTimer] = []
    package var history = History()
    /// nil for most.
    package var extras: InstanceExtras?

    // Kept beside the cell, not in it.

    /// Steps that have not settled.
    package var unsettled: Int32
    package var sidelined: Int32 = 0

    /// None yet: a place for one.
    package init() {
        id = []
        definition = 0
        incarnation = 0
        startedAt = 0
        startTime = 0
        steps = []
        arena = []
        unsettled = 0
    }

    package init(_ start: InstanceStart) {
        self.init()
        begin(start)
    }

    /// Begins a life in the place of whatever was there, in the memory that it had. The input is copied to the front of the
    /// arena.
    package mutating func begin(_ start: InstanceStart) {
        id.removeAll(keepingCapacity: true)
        id.append(contentsOf: start.id)
        definition = start.definition
        incarnation = start.incarnation
        status = .running
        startedAt = start.startedAt
        endedAt = 0
        startTime = start.startTime
        inputLength = UInt32(start.input.count)
        resultOffset = 0
        resultLength = 0
        steps.removeAll(keepingCapacity: true)
        for _ in 0..<start.steps { steps.append(StepState()) }
        arena.removeAll(keepingCapacity: true)
        // Room for a first value, which is often of the size of the input.
        arena.reserveCapacity(start.input.count * 2 + 64)
        arena.append(contentsOf: start.input)
        timers.removeAll(keepingCapacity: true)
        history.begin()
        extras = nil
        unsettled = Int32(start.steps)
        sidelined = 0
    }

    /// Stores a value for `step`.
    package mutating func setValue(_ value: UnsafeRawBufferPointer, step: Int) {
        steps[step].valueOffset = UInt32(arena.count)
        steps[step].valueLength = UInt32(value.count)
        steps[step].flags.remove(.stored)
        arena.append(contentsOf: value)
    }

    /// Calls `body` with the bytes of a value; empty when there is none.
    package func withValue<Result>(step: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        let state = steps[step]
        return try arena.withUnsafeBytes {
            try body(
                UnsafeRawBufferPointer(
                    rebasing: $0[Int(state.valueOffset)..<Int(state.valueOffset) + Int(state.valueLength)]))
        }
    }

    package func withInput<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try arena.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[0..<Int(inputLength)])) }
    }

    /// About what it occupies in memory.
    package static func footprint(of instance: UnsafePointer<Instance>) -> Int {
        480 + instance.pointee.id.count + instance.pointee.steps.count * MemoryLayout<StepState>.stride
            + instance.pointee.arena.capacity + instance.pointee.history.tail.capacity
            + instance.pointee.timers.count * MemoryLayout<InstanceTimer>.stride
            + (instance.pointee.extras?.footprint ?? 0)
    }

    /// Whether a signal or command with this id came before, within the window. Remembers it if not.
    package mutating func isRepeat(id: UnsafeRawBufferPointer, window: UInt32) -> Bool {
        if id.isEmpty || window == 0 { return false }
        let hash = StateHash.cell(key: id, value: UnsafeRawBufferPointer(start: nil, count: 0))
        var extras = self.extras ?? InstanceExtras()
        if extras.recentIDs.contains(hash) { return true }
        if extras.recentIDs.count >= Int(window) {
            extras.recentIDs.removeFirst(extras.recentIDs.count - Int(window) + 1)
        }
        extras.recentIDs.append(hash)
        self.extras = extras
        return false
    }
}
