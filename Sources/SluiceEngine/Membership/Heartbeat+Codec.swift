package import SluiceKernel

/// The layout is told in docs/formats.md. Readers pass over bytes behind the fields that they know: later releases may add some.
extension Heartbeat {
    private static let version: UInt8 = 1

    package func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Heartbeat.version)
        writer.block(node.bytes)
        writer.varint(run)
        writer.varint(number)
        writer.varint(shape)
        writer.byte(state.rawValue)
        writer.block(release)
        writer.varint(foldVersion)
        writer.signed(definitions)
        writer.list(lacks) { $0.signed($1) }
        writer.list(epochs) { $0.varint($1) }
        writer.list(tenures) { $0.tenure($1) }
        writer.list(standbys) { writer, standby in
            writer.count(standby.slot)
            writer.byte(standby.isWarm ? 1 : 0)
            writer.varint(standby.recordsBehind)
            writer.list(standby.positions) { $0.signed($1) }
        }
        writer.list(refusals) { writer, refusal in
            writer.count(refusal.slot)
            writer.block(refusal.reason)
        }
        writer.list(marks) { writer, mark in
            writer.count(mark.transition.partition)
            writer.signed(mark.transition.offset)
            writer.signed(Int64(mark.transition.entry))
            writer.count(mark.count)
        }
        writer.fixed64(sources)
        return writer.bytes
    }

    /// - Throws: when the bytes are no heartbeat, or one of a version that this release does not know.
    package init(_ bytes: UnsafeRawBufferPointer) throws(CodecError) {
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        guard version == Heartbeat.version else {
            throw CodecError("heartbeat of version \(version); this release reads \(Heartbeat.version)", at: 0)
        }
        guard let node = try reader.node() else { throw reader.fail("a heartbeat of no node") }
        self.init(
            node: node, run: try reader.varint(), number: try reader.varint(), shape: try reader.varint())
        guard let state = NodeState(rawValue: try reader.byte()) else { throw reader.fail("unknown state of a node") }
        self.state = state
        release = try reader.text()
        foldVersion = try reader.number(UInt32.self)
        definitions = try reader.signed()
        lacks = try reader.list { reader throws(CodecError) in try reader.signed() }
        epochs = try reader.list { reader throws(CodecError) in try reader.varint() }
        tenures = try reader.list { reader throws(CodecError) in try reader.tenure() }
        standbys = try reader.list { reader throws(CodecError) in
            Standby(
                slot: try reader.slot(), isWarm: try reader.byte() == 1, recordsBehind: try reader.varint(),
                positions: try reader.positions())
        }
        refusals = try reader.list { reader throws(CodecError) in
            Refusal(slot: try reader.slot(), reason: try reader.text())
        }
        marks = try reader.list { reader throws(CodecError) in
            let partition = Int(try reader.number(UInt32.self))
            let offset = try reader.signed()
            let entry = Int(try reader.signed())
            return TransitionMark(
                TransitionID(partition: partition, offset: offset, entry: entry),
                count: Int(try reader.number(UInt32.self)))
        }
        sources = try reader.fixed64()
    }
}

private enum PhaseByte {
    static let claimed: UInt8 = 1
    static let held: UInt8 = 2
    static let draining: UInt8 = 3
    static let released: UInt8 = 4
}

extension ByteWriter {
    fileprivate mutating func list<Element>(_ elements: [Element], _ write: (inout ByteWriter, Element) -> Void) {
        count(elements.count)
        for element in elements { write(&self, element) }
    }

    fileprivate mutating func tenure(_ tenure: Tenure) {
        count(tenure.slot)
        varint(tenure.epoch)
        switch tenure.phase {
        case .claimed: byte(PhaseByte.claimed)
        case .held(let health):
            byte(PhaseByte.held)
            self.health(health)
        case .draining(let health, let node):
            byte(PhaseByte.draining)
            self.health(health)
            block(node?.bytes ?? [])
        case .released(let node):
            byte(PhaseByte.released)
            block(node?.bytes ?? [])
        }
    }

    private mutating func health(_ health: SlotHealth) {
        varint(health.unread)
        signed(health.checkpointAge ?? -1)
        list(health.positions) { $0.signed($1) }
    }
}

extension ByteReader {
    fileprivate mutating func list<Element>(
        _ read: (inout ByteReader) throws(CodecError) -> Element
    ) throws(CodecError) -> [Element] {
        var elements: [Element] = []
        for _ in 0..<(try length()) { elements.append(try read(&self)) }
        return elements
    }

    /// nil: no node is named.
    fileprivate mutating func node() throws(CodecError) -> NodeID? {
        let bytes = try block()
        guard bytes.count <= 255 else { throw fail("a node's id of \(bytes.count) bytes") }
        return bytes.isEmpty ? nil : NodeID(bytes: Array(bytes))
    }

    fileprivate mutating func text() throws(CodecError) -> String { String(decoding: try block(), as: UTF8.self) }

    fileprivate mutating func slot() throws(CodecError) -> Int { Int(try number(UInt16.self)) }

    fileprivate mutating func positions() throws(CodecError) -> [Int64] {
        try list { reader throws(CodecError) in try reader.signed() }
    }

    fileprivate mutating func tenure() throws(CodecError) -> Tenure {
        let slot = try slot()
        let epoch = try varint()
        let phase: Tenure.Phase
        switch try byte() {
        case PhaseByte.claimed: phase = .claimed
        case PhaseByte.held: phase = .held(try health())
        case PhaseByte.draining:
            let health = try health()
            phase = .draining(health, to: try node())
        case PhaseByte.released: phase = .released(to: try node())
        case let other: throw fail("unknown phase \(other) of a slot")
        }
        return Tenure(slot: slot, epoch: epoch, phase: phase)
    }

    private mutating func health() throws(CodecError) -> SlotHealth {
        let unread = try varint()
        let age = try signed()
        return SlotHealth(unread: unread, checkpointAge: age < 0 ? nil : age, positions: try positions())
    }
}
