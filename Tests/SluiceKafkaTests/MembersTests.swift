import Glibc
import SluiceEngine
import SluiceKafka
import SluiceKernel
import Testing

extension OnBroker {
    /// Several nodes, processes of their own, that share the slots of an application.
    @Suite struct MembersTests {
        /// Two nodes that have half of the slots each, with work under way.
        private func pair(_ name: String) throws -> NodeGroup {
            let group = try NodeGroup(name)
            do {
                try group.start("a")
                try group.run { group.isShared(by: "a") }
                try group.run { group.isDeployed }
                try group.start("b")
                try group.run { group.isShared(by: "a", "b") }
                group.beginWork()
                try group.run(milliseconds: 1_000)
                return group
            } catch {
                group.close()
                throw error
            }
        }

        @Test(.timeLimit(.minutes(4)))
        func `the slots of a killed node are another's, and its own again when it is back`() throws {
            let group = try pair("takeover")
            defer { group.close() }
            var times: [Int64] = []
            for kill in 0..<5 {
                let (victim, other) = kill % 2 == 0 ? ("a", "b") : ("b", "a")
                let lost = group.holders.indices.filter { group.holders[$0] == victim }
                #expect(lost.count == 2)
                group.signal(victim, SIGKILL)
                #expect(group.end(of: victim) == .signalled(SIGKILL))
                times.append(try group.answerTime(of: lost) / 1_000)
                try group.run { group.isShared(by: other) }
                try group.start(victim)
                try group.run { group.isShared(by: "a", "b") }
                try group.run(milliseconds: Int64.random(in: 300...1_500))
            }
            print("takeover_ms median=\(times.sorted()[times.count / 2]) all=\(times)")
            print("planned_moves_ms=\(group.moves(since: 0).sorted())")
            try group.check()
        }

        @Test(.timeLimit(.minutes(3)))
        func `nodes restarted one after the other hand their slots over`() throws {
            let group = try pair("rolling")
            defer { group.close() }
            for node in ["a", "b"] {
                let first = group.words.count
                let epochs = group.epochs
                group.signal(node, SIGTERM)
                try group.run { group.isShared(by: node == "a" ? "b" : "a") }
                #expect(group.end(of: node) == .exited(0))
                try group.start(node)
                try group.run { group.isShared(by: "a", "b") }
                // Away and back: no slot moved more often.
                #expect(zip(group.epochs, epochs).allSatisfy { $0 - $1 <= 2 })
                print("handed_over_ms=\(group.moves(since: first).sorted())")
            }
            try group.check()
        }

        @Test(.timeLimit(.minutes(3)))
        func `a node that was stopped for five seconds does not duel for what others took`() throws {
            let group = try pair("paused")
            defer { group.close() }
            let epochs = group.epochs
            group.signal("a", SIGSTOP)
            try group.run { group.isShared(by: "b") }
            try group.run(milliseconds: 3_000)
            let taken = group.epochs
            #expect(zip(taken, epochs).map { $0 - $1 }.reduce(0, +) == 2)
            group.signal("a", SIGCONT)
            try group.run { group.isShared(by: "a", "b") }
            try group.run(milliseconds: 3_000)
            // It got its share back by planned moves, one each, and nobody claimed anything besides.
            #expect(group.isShared(by: "a", "b"))
            #expect(zip(group.epochs, taken).map { $0 - $1 }.reduce(0, +) == 2)
            try group.check()
        }

        @Test(.enabled(if: Broker.isOwn), .timeLimit(.minutes(3)))
        func `a broker that stands still for ten seconds moves no slot`() throws {
            let group = try pair("still")
            defer { group.close() }
            let (holders, first) = (group.holders, group.words.count)
            try Broker.signal(SIGSTOP)
            defer { try? Broker.signal(SIGCONT) }
            try group.run(milliseconds: 10_000)
            try Broker.signal(SIGCONT)
            try group.run(milliseconds: 10_000)
            try group.run { group.holders.allSatisfy { !$0.isEmpty } }
            #expect(group.holders == holders)
            // Nor did another hold one in between.
            for (_, heartbeat) in group.words[first...] {
                for tenure in heartbeat.tenures { #expect(holders[tenure.slot] == "\(heartbeat.node)") }
            }
            try group.check()
        }

        @Test(.enabled(if: ConsumerGroups.isAvailable), .timeLimit(.minutes(2)))
        func `to Kafka it is a group with a member for each slot`() throws {
            let group = try pair("described")
            defer { group.close() }
            let members = try ConsumerGroups.members(group.settings)
            #expect(members.count == 4, "\(members)")
            for slot in 0..<4 { #expect(members.count { $0.contains("slot-00\(slot)") } == 1, "\(members)") }
            let view = try MembershipObserver.look(at: group.log)
            #expect(view.nodes.map { "\($0.id)" } == ["a", "b"] && view.nodes.allSatisfy { $0.isLiving })
            #expect(view.nodes.allSatisfy { $0.slots.count == 2 && $0.release == "test" })
            #expect(view.slots.allSatisfy { $0.phase == .open && $0.standby != nil && $0.standby != $0.holder })
            #expect(view.slots.allSatisfy { ($0.health?.checkpointAge ?? .max) < 60_000 })
            try group.check()
        }
    }
}
