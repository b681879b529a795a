import SluiceEngine

/// What a ``GroupNode`` says of itself.
struct GroupNodeState: Equatable {
    /// Slots that it has, if all of them are open.
    var slots: [Int]
    /// Slots of others that it could take over at once.
    var warm: [Int]
    /// Instances that were started there.
    var started: Int

    init(slots: [Int], warm: [Int], started: Int) {
        self.slots = slots
        self.warm = warm
        self.started = started
    }

    init(_ node: Node, id: NodeID) {
        let warm = node.membershipView?.nodes.first { $0.id == id }?.warm ?? []
        self.init(
            slots: node.isOpen ? node.slots : [], warm: warm, started: Int(node.statistics.instancesStarted))
    }

    /// One line, fields apart by tabs.
    var line: String {
        let lists = [slots, warm].map { $0.map(String.init).joined(separator: ",") }
        return (lists + ["\(started)"]).joined(separator: "\t")
    }

    init?(line: String) {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == 3, let started = Int(fields[2]) else { return nil }
        let lists = fields[..<2].map { $0.split(separator: ",").compactMap { Int($0) } }
        self.init(slots: lists[0], warm: lists[1], started: started)
    }
}
