import Foundation
import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import Synchronization
import TestFolders
import TestHost
import Testing

/// How a node stops while others go on asking.
@Suite struct StopTests {
    private static let shape = LogShape(partitions: 4, slots: 2)

    @Test func `stopping under load tells exactly whether all that was folded is committed`() throws {
        let workflow = Workflow("quick", version: 1) { (flow, input: Value<Int>) -> Value<Int> in
            flow.task("work", input) { number in number + 1 }
        }
        let folder = TemporaryFolder()
        for round in 0..<6 {
            let node = try HostedNode(folder.path, [workflow], shape: Self.shape)
            let isOver = Mutex(false)
            let load = Thread {
                var number = 0
                while !isOver.withLock({ $0 }) {
                    number += 1
                    try? node.start("quick", (0..<20).map { ("i-\(round)-\(number)-\($0)", "1") })
                }
            }
            load.start()
            try node.wait("some have ended") { node.node.statistics.instancesEnded > 100 }
            let isClean = node.node.stop()
            isOver.withLock { $0 = true }
            try Waiting.until("the load has ended") { load.isFinished }
            let positions = node.node.positions.sorted { $0.partition < $1.partition }
            node.log.close()
            let stored = try StoredLog(folder: folder.path, shape: Self.shape)
            let areCommitted = zip(positions, stored.positions).allSatisfy { $0.next == $1.next && $0.hash == $1.hash }
            #expect(isClean)
            #expect(areCommitted, "\(positions) \(stored.positions.map(\.next))")
        }
    }

    @Test func `a caller too many is turned away, and there is room again once others have their answers`() throws {
        let workflow = Workflow("long", version: 1) { (flow, input: Value<Int>) -> Value<Int> in
            flow.signal("go", of: Int.self)
        }
        let folder = TemporaryFolder()
        var settings = NodeSettings()
        settings.waitingCallers = 3
        let node = try HostedNode(folder.path, [workflow], shape: Self.shape, settings: settings)
        try node.start("long", "i", "1")
        let answers = Mutex(0)
        let threads = (0..<3).map { _ in
            Thread {
                // The one below may have taken a place.
                while (try? node.client.ask(instance: Array("i".utf8), .wait, timeout: 60_000)) == nil { usleep(1_000) }
                answers.withLock { $0 += 1 }
            }
        }
        for thread in threads { thread.start() }
        try Waiting.until("the others wait, and one more is turned away") {
            do {
                _ = try node.client.ask(instance: Array("i".utf8), .get)
                return false
            } catch let error as ClientError {
                return error == .tooManyWaiting(3) && error.description.contains("node.waiting_callers")
            }
        }
        // A signal needs no answer.
        try node.signal("i", "go", "7")
        try Waiting.until("the others have theirs") { answers.withLock { $0 } == 3 }
        #expect(try node.get("i")?.status == "succeeded")
        #expect(node.stop())
    }
}
