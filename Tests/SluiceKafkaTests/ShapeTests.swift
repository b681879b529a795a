import Glibc
import SluiceEngine
import SluiceKafka
import SluiceKernel
import Testing

extension OnBroker {
    @Test func `a node with another number of slots is refused, with both shapes named`() throws {
        try connect("shaped", partitions: 8, slots: 4).close()
        #expect {
            try connect("shaped", partitions: 8, slots: 2)
        } throws: { error in
            let words = "\(error)"
            return (error as? LogError)?.code == .mismatch && words.contains("8 partitions and 4 slots")
                && words.contains("the settings say 8 and 2") && words.contains("sluice resize --slots 2")
        }
        #expect(throws: LogError.self) { try connect("shaped", partitions: 16, slots: 4) }
        let log = try connect("shaped", partitions: 8, slots: 4)
        #expect(log.shapeRevision == 1)
        log.close()
    }

    @Test(.timeLimit(.minutes(3)))
    func `slots are changed while no node runs, and state and work stay`() throws {
        let group = try NodeGroup("resized", partitions: 4, slots: 4)
        defer { group.close() }
        try group.start("a")
        try group.run { group.isShared(by: "a") }
        try group.run { group.isDeployed }
        group.beginWork()
        try group.run(milliseconds: 1_000)
        #expect {
            try KafkaLog.resize(group.settings, slots: 2)
        } throws: {
            ($0 as? LogError)?.code == .inUse && "\($0)".contains("stop a first")
        }
        #expect {
            try KafkaLog.resize(group.settings, slots: 3)
        } throws: {
            ($0 as? LogError)?.code == .mismatch
        }
        group.signal("a", SIGKILL)
        _ = group.end(of: "a")
        // What nobody folded yet is there for the next.
        try group.run(milliseconds: 500)
        group.endWork()
        let (before, after) = try KafkaLog.resize(group.settings, slots: 2)
        #expect(before.slots == 4 && after == LogShape(partitions: 4, slots: 2))
        #expect(try KafkaLog.recordedShape(group.settings) == after)

        var settings = group.settings
        settings.shape = after
        let log = try KafkaLog.connect(settings)
        defer { log.close() }
        #expect(log.shapeRevision == 2)
        try group.start("b", slots: 2)
        try group.check()
        let view = try MembershipObserver.look(at: log)
        #expect(view.slots.map(\.holder) == [NodeID("b"), NodeID("b")])
        #expect(view.slots.allSatisfy { $0.phase == .open })
    }
}
