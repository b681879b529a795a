import CRdKafka
import SluiceEngine
import SluiceKernel
import Testing

@testable import SluiceKafka

extension OnBroker {
    @Test func `a member that was replaced is not confirmed, however alive its process is`() throws {
        let log = try connect("confirmed")
        defer { log.close() }
        func join() throws -> SlotMember {
            let member = try SlotMember(slot: 0, settings: log.settings, sink: SilentLog(), waker: Latch())
            try member.join(patience: 30_000)
            return member
        }
        let old = try join()
        defer { old.close() }
        try old.confirm([(partition: 0, offset: 0)])
        let new = try join()
        defer { new.close() }
        #expect {
            try old.confirm([(partition: 0, offset: 0)])
        } throws: {
            ($0 as? KafkaError).map { LogError($0, "").code == .fenced } ?? false
        }
        try new.confirm([(partition: 0, offset: 0)])
    }
}
