extension Instance {
    /// Version of the cell layout. A newer one is refused with a clear error.
    package static let cellVersion: UInt8 = 1

    /// Values above this many bytes have cells of their own. It depends on the definition alone, so the same state is
    /// always cut into the same cells; a header with all its values inline stays near 4 KiB.
    package static func inlineLimit(steps: Int) -> Int { max(64, 4_096 / (steps + 1)) }

    /// Appends the header cell. Values with cells of their own are handed to `external` with their slot (0: the input,
    /// 1 + step otherwise) unless the store has them; the input's cell is written with the first checkpoint.
    ///
    /// Works on the instance where it lies: a call on the value would copy it, with a count for each of its arrays.
    package static func encode(
        _ instance: UnsafePointer<Instance>, to writer: inout ByteWriter, isFirst: Bool,
        external: (_ slot: UInt16, _ value: UnsafeRawBufferPointer) -> Void
    ) {
        let limit = Instance.inlineLimit(steps: instance.pointee.steps.count)
        let room = Instance.headerRoom(of: instance, limit: limit)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { room in
            var cursor = ByteCursor(room)
            Instance.encodeHeader(instance, to: &cursor, limit: limit, isFirst: isFirst, external: external)
            writer.raw(cursor.bytes)
        }
        guard let extras = instance.pointee.extras, !extras.isEmpty else { return writer.byte(0) }
        writer.byte(1)
        extras.encode(to: &writer)
    }

    /// The most bytes that ``encodeHeader(_:to:limit:isFirst:external:)`` writes.
    private static func headerRoom(of instance: UnsafePointer<Instance>, limit: Int) -> Int {
        // Lengths of values and blocks are counted with them.
        var room = 2 + 5 * ByteCursor.longestVarint + min(Int(instance.pointee.inputLength), limit)
        room += Int(instance.pointee.resultLength) + instance.pointee.history.tail.count + 6 * ByteCursor.longestVarint
        for index in instance.pointee.steps.indices {
            room += 2 + 5 * ByteCursor.longestVarint + min(Int(instance.pointee.steps[index].valueLength), limit)
        }
        return room + instance.pointee.timers.count * 2 * ByteCursor.longestVarint
    }

    /// All of the header cell but the extras.
    @inline(__always)
    private static func encodeHeader(
        _ instance: UnsafePointer<Instance>, to cursor: inout ByteCursor, limit: Int, isFirst: Bool,
        external: (_ slot: UInt16, _ value: UnsafeRawBufferPointer) -> Void
    ) {
        cursor.byte(Instance.cellVersion)
        cursor.byte(instance.pointee.status.rawValue)
        cursor.signed(instance.pointee.definition)
        cursor.signed(instance.pointee.incarnation)
        cursor.signed(instance.pointee.startedAt)
        cursor.signed(instance.pointee.startTime &- instance.pointee.startedAt &* 1_000)
        cursor.signed(instance.pointee.endedAt == 0 ? -1 : instance.pointee.endedAt &- instance.pointee.startedAt)
        instance.pointee.arena.span.withUnsafeBytes { arena in
            func put(_ offset: UInt32, _ length: UInt32, slot: UInt16, stored: Bool) {
                let value = UnsafeRawBufferPointer(rebasing: arena[Int(offset)..<Int(offset) + Int(length)])
                // The length, with its lowest bit telling whether the bytes follow.
                if value.count > limit {
                    cursor.varint(UInt64(value.count) << 1 | 1)
                    if !stored { external(slot, value) }
                } else {
                    cursor.varint(UInt64(value.count) << 1)
                    cursor.raw(value)
                }
            }
            put(0, instance.pointee.inputLength, slot: 0, stored: !isFirst)
            cursor.varint(UInt64(instance.pointee.steps.count))
            for index in instance.pointee.steps.indices {
                let step = instance.pointee.steps[index]
                let hasValue = step.valueLength > 0
                let isPlain = step.attempt <= 1 && step.pass == 0 && step.failures == 0
                cursor.byte(step.phase.rawValue << 2 | (hasValue ? 1 : 0) | (isPlain ? 0 : 2))
                cursor.byte(step.flags.intersection(.encoded).rawValue << 1 | (isPlain ? UInt8(step.attempt) : 0))
                if !isPlain {
                    cursor.varint(UInt64(step.attempt))
                    cursor.varint(UInt64(step.pass))
                    cursor.varint(UInt64(step.failures))
                }
                if step.hasTime { cursor.signed(step.time &- instance.pointee.startTime) }
                if hasValue {
                    put(
                        step.valueOffset, step.valueLength, slot: UInt16(index + 1),
                        stored: step.flags.contains(.stored))
                }
            }
            let result = Int(instance.pointee.resultOffset)
            cursor.block(
                UnsafeRawBufferPointer(rebasing: arena[result..<result + Int(instance.pointee.resultLength)]))
        }
        cursor.varint(UInt64(instance.pointee.timers.count))
        for timer in instance.pointee.timers {
            cursor.signed(timer.due &- instance.pointee.startedAt)
            cursor.varint(UInt64(timer.id.rawValue))
        }
        cursor.varint(UInt64(instance.pointee.history.count))
        instance.pointee.history.tail.span.withUnsafeBytes { cursor.block($0) }
    }

    /// Reads a header cell. `external` gives the bytes of a value that has a cell of its own; nil: such values read as
    /// absent, for those who want the header alone.
    package init(
        id: UnsafeRawBufferPointer, cell: UnsafeRawBufferPointer,
        external: ((_ slot: UInt16) throws(CodecError) -> [UInt8])?
    ) throws(CodecError) {
        var reader = ByteReader(cell)
        let version = try reader.byte()
        guard version == Instance.cellVersion else {
            throw CodecError("instance cell of version \(version); this release reads \(Instance.cellVersion)", at: 0)
        }
        let rawStatus = try reader.byte()
        guard let status = InstanceStatus(rawValue: rawStatus) else { throw reader.fail("unknown status \(rawStatus)") }
        let definition = try reader.signed()
        let incarnation = try reader.signed()
        let startedAt = try reader.signed()
        let startTime = try reader.signed() &+ startedAt &* 1_000
        let duration = try reader.signed()
        self.init(
            InstanceStart(
                id: id, definition: definition, incarnation: incarnation, startedAt: startedAt, startTime: startTime,
                input: UnsafeRawBufferPointer(start: nil, count: 0), steps: 0))
        self.status = status
        endedAt = duration == -1 ? 0 : startedAt &+ duration
        arena.reserveCapacity(cell.count)

        inputLength = try Instance.value(&reader, slot: 0, into: &arena, external: external).length
        let count = try reader.length()
        steps.reserveCapacity(count)
        unsettled = 0
        for index in 0..<count {
            var step = StepState()
            let first = try reader.byte()
            guard let phase = StepPhase(rawValue: first >> 2) else { throw reader.fail("unknown phase \(first >> 2)") }
            step.phase = phase
            let second = try reader.byte()
            step.flags = StepState.Flags(rawValue: second >> 1)
            guard step.flags.isSubset(of: .encoded) else { throw reader.fail("unknown step flags \(second >> 1)") }
            if first & 2 == 0 {
                step.attempt = UInt16(second & 1)
            } else {
                guard second & 1 == 0 else { throw reader.fail("attempt said twice") }
                step.attempt = try reader.number(UInt16.self)
                step.pass = try reader.number(UInt16.self)
                step.failures = try reader.number(UInt16.self)
            }
            if step.hasTime { step.time = try reader.signed() &+ startTime }
            if first & 1 == 1 {
                let value = try Instance.value(&reader, slot: UInt16(index + 1), into: &arena, external: external)
                guard value.length > 0 || (value.isExternal && external == nil) else {
                    throw reader.fail("empty value")
                }
                step.valueOffset = value.offset
                step.valueLength = value.length
                if value.isExternal { step.flags.insert(.stored) }
            }
            if !phase.isSettled { unsettled += 1 }
            if phase == .sidelined { sidelined += 1 }
            steps.append(step)
        }
        let result = try reader.block()
        resultOffset = UInt32(arena.count)
        resultLength = UInt32(result.count)
        arena.append(contentsOf: result)
        for _ in 0..<(try reader.length()) {
            let due = try reader.signed() &+ startedAt
            let raw = try reader.number(UInt32.self)
            guard let id = TimerID(rawValue: raw) else { throw reader.fail("unknown timer \(raw)") }
            timers.append(InstanceTimer(due: due, id: id))
        }
        history.count = try reader.number(UInt32.self)
        history.tail = Array(try reader.block())
        try history.restoreLast()
        switch try reader.byte() {
        case 0: break
        case 1: extras = try InstanceExtras(from: &reader)
        case let form: throw reader.fail("unknown form of extras \(form)")
        }
        try reader.expectEnd()
    }

    private static func value(
        _ reader: inout ByteReader, slot: UInt16, into arena: inout [UInt8],
        external: ((_ slot: UInt16) throws(CodecError) -> [UInt8])?
    ) throws(CodecError) -> (offset: UInt32, length: UInt32, isExternal: Bool) {
        let tagged = try reader.varint()
        let length = tagged >> 1
        guard length <= UInt64(UInt32.max) / 2 else { throw reader.fail("value of \(length) bytes") }
        let offset = UInt32(arena.count)
        if tagged & 1 == 0 {
            arena.append(contentsOf: try reader.slice(Int(length)))
            return (offset, UInt32(length), false)
        }
        guard let external else { return (offset, 0, true) }
        let bytes = try external(slot)
        guard bytes.count == Int(length) else {
            throw reader.fail("value cell \(slot) holds \(bytes.count) bytes, its header says \(length)")
        }
        arena.append(contentsOf: bytes)
        return (offset, UInt32(length), true)
    }
}

extension History {
    /// Finds the last entry's clock and offset again, which the next entry is written against.
    fileprivate mutating func restoreLast() throws(CodecError) {
        guard !tail.isEmpty else { return }
        let entries: [Entry]
        do {
            entries = try tail.withUnsafeBytes { try History.entries(of: $0) }
        } catch let error as CodecError { throw error } catch { throw CodecError("\(error)", at: 0) }
        guard UInt32(entries.count) == count % History.blockEntries, let last = entries.last else {
            throw CodecError("history tail of \(entries.count) entries, \(count) in all", at: 0)
        }
        lastTime = last.time
        lastOffset = last.offset
    }
}

extension InstanceExtras {
    func encode(to writer: inout ByteWriter) {
        writer.count(recentIDs.count)
        for id in recentIDs {
            writer.fixed64(id.high)
            writer.fixed64(id.low)
        }
        writer.count(waiters.count)
        for waiter in waiters { ReplyAddress.encode(waiter, to: &writer) }
        writer.count(failures.count)
        for failure in failures {
            writer.varint(failure.step)
            writer.block(failure.type)
            writer.block(failure.message)
        }
        writer.block(reason)
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        for _ in 0..<(try reader.length()) {
            recentIDs.append(StateHash(high: try reader.fixed64(), low: try reader.fixed64()))
        }
        for _ in 0..<(try reader.length()) {
            guard let waiter = try ReplyAddress.decode(from: &reader) else {
                throw reader.fail("waiter without address")
            }
            waiters.append(waiter)
        }
        for _ in 0..<(try reader.length()) {
            failures.append(
                StepFailure(
                    step: try reader.number(UInt16.self), type: Array(try reader.block()),
                    message: Array(try reader.block())))
        }
        reason = Array(try reader.block())
    }
}
