import Foundation
import Sluice
import SluiceEngine
import Synchronization
import TestFolders
import TestHost
import Testing

/// How a node runs in-process bodies.
@Suite struct PoolTests {
    /// How many run at once, and the most that did.
    private final class Gauge: Sendable {
        private let state = Mutex<(now: Int, most: Int, all: Int)>((0, 0, 0))
        func enter() {
            state.withLock {
                $0.now += 1
                $0.all += 1
                $0.most = max($0.most, $0.now)
            }
        }
        func leave() { state.withLock { $0.now -= 1 } }
        var most: Int { state.withLock { $0.most } }
        var all: Int { state.withLock { $0.all } }
        var now: Int { state.withLock { $0.now } }
    }

    private func ids(_ count: Int) -> [(id: String, input: String)] { (1...count).map { ("i-\($0)", "\($0)") } }

    @Test(arguments: [false, true])
    func `no more bodies of a task run at once than it allows`(_ isAsynchronous: Bool) throws {
        let gauge = Gauge()
        let workflow = Workflow("limited", version: 1) { (flow, input: Value<Int>) -> Value<Int> in
            guard isAsynchronous else {
                return flow.task("work", concurrency: 3, input) { number in
                    gauge.enter()
                    usleep(4_000)
                    gauge.leave()
                    return number
                }
            }
            return flow.task("work", concurrency: 3, input) { number in
                gauge.enter()
                try await Task.sleep(for: .milliseconds(4))
                gauge.leave()
                return number
            }
        }
        let folder = TemporaryFolder()
        var settings = NodeSettings()
        settings.pool.threads = 6
        let node = try HostedNode(folder.path, [workflow], settings: settings)
        try node.start("limited", ids(120))
        try node.wait("all have ended") { node.node.statistics.instancesEnded == 120 }
        #expect(gauge.most <= 3)
        #expect(gauge.most >= 2, "nothing ran beside anything")
        #expect(gauge.all == 120)
        #expect(node.stop())
    }

    @Test func `a body that sleeps too long is cancelled, and its attempt fails by timeout`() throws {
        let cancelled = Gauge()
        let workflow = Workflow("late", version: 1) { (flow, input: Value<Int>) -> Value<Int> in
            flow.task("work", retry: .none, timeout: .milliseconds(100), input) { number in
                do { try await Task.sleep(for: .seconds(600)) } catch {
                    cancelled.enter()
                    throw error
                }
                return number
            }
        }
        let folder = TemporaryFolder()
        let node = try HostedNode(folder.path, [workflow])
        try node.start("late", "i", "1")
        let report = try node.wait(for: "i", "sidelined") { $0.status == "sidelined" }
        #expect(report["work"]?.error == "sluice.timeout")
        try node.wait("the body heard of it") { cancelled.all == 1 }
        #expect(node.stop())
    }

    @Test func `a body that blocks too long fails by timeout, the others go on, and its late result is ignored`() throws
    {
        let gate = Mutex(false)
        let ended = Gauge()
        let workflow = Workflow("stuck", version: 1) { (flow, input: Value<Int>) -> Value<Int> in
            flow.task("work", retry: .none, timeout: .milliseconds(200), concurrency: 8, input) { number in
                if number <= 3 { while !gate.withLock({ $0 }) { usleep(1_000) } }
                ended.enter()
                return number
            }
        }
        let folder = TemporaryFolder()
        var settings = NodeSettings()
        settings.pool.threads = 2
        let node = try HostedNode(folder.path, [workflow], settings: settings)
        try node.start("stuck", ids(40))
        // More bodies block than there are threads: others are started.
        for number in 4...40 { try node.wait(for: "i-\(number)", "done") { $0.status != "running" } }
        for number in 1...3 {
            let report = try node.wait(for: "i-\(number)", "sidelined") { $0.status == "sidelined" }
            #expect(report["work"]?.error == "sluice.timeout")
        }
        gate.withLock { $0 = true }
        try node.wait("the late ones have come to their end") { ended.all >= 3 }
        #expect(node.stop())
        let again = try HostedNode(folder.path, [workflow])
        for number in 1...3 { #expect(try again.get("i-\(number)")?.status == "sidelined") }
        again.stop()
    }

    @Test func `tasks that find no place wait in the store, and all run once`() throws {
        let gauge = Gauge()
        let workflow = Workflow("paged", version: 1) { (flow, input: Value<Int>) -> Value<Int> in
            let first = flow.task("first", concurrency: 2, input) { number in
                gauge.enter()
                return number
            }
            return flow.task("second", concurrency: 2, first) { number in
                gauge.enter()
                try await Task.sleep(for: .milliseconds(1))
                return number
            }
        }
        let folder = TemporaryFolder()
        var settings = NodeSettings()
        settings.pool.queued = 3
        settings.lane.waitingTasks = 4
        settings.lane.cacheBytes = 64 << 10
        settings.lane.dirtyInstances = 20
        let node = try HostedNode(folder.path, [workflow], settings: settings)
        try node.start("paged", ids(600))
        try node.wait("all have ended") { node.node.statistics.instancesEnded == 600 }
        #expect(gauge.all == 1_200, "each body once")
        #expect(node.stop())
    }

    @Test func `what waits in a pool is bounded by bytes, and goes on`() throws {
        let gauge = Gauge()
        let workflow = Workflow("heavy", version: 1) { (flow, input: Value<String>) -> Value<Int> in
            flow.task("work", concurrency: 2, input) { text in
                gauge.enter()
                return text.utf8.count
            }
        }
        let folder = TemporaryFolder()
        var settings = NodeSettings()
        // Room for one or two at a time, and in all for a fiftieth of them.
        settings.pool.queuedBytes = 10_000
        settings.pool.batchBytes = 10_000
        let node = try HostedNode(folder.path, [workflow], settings: settings)
        let input = "\"" + String(repeating: "x", count: 8_000) + "\""
        try node.start("heavy", (0..<100).map { ("i-\($0)", input) })
        try node.wait("all have ended") { node.node.statistics.instancesEnded == 100 }
        #expect(gauge.all == 100, "each body once")
        #expect(node.stop())
    }

    @Test func `a flood that nobody works off stays out of memory`() throws {
        let gate = Mutex(false)
        let workflow = Workflow("flood", version: 1) { (flow, input: Value<String>) -> Value<Int> in
            flow.task("work", timeout: .seconds(3_600), concurrency: 4, input) { text in
                while !gate.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
                return text.utf8.count
            }
        }
        let folder = TemporaryFolder()
        var settings = NodeSettings()
        settings.pool.queued = 16
        settings.lane.waitingTasks = 64
        settings.lane.cacheBytes = 1 << 20
        settings.lane.dirtyInstances = 200
        let node = try HostedNode(folder.path, [workflow], settings: settings)
        let input = "\"" + String(repeating: "x", count: 2_000) + "\""
        for round in 0..<20 { try node.start("flood", (0..<200).map { ("i-\(round)-\($0)", input) }) }
        try node.wait("all are there") {
            node.node.statistics.instancesStarted == 4_000 && node.node.statistics.unread == 0
        }
        // 4,000 instances of 2 KB and more are 10 MB; two lanes may keep 1 MB each, and what changed of late.
        try node.wait("the cache is trimmed") { node.node.statistics.cachedInstances < 1_500 }
        #expect(node.node.statistics.tasksInFlight <= 4 * 16 + 16)
        gate.withLock { $0 = true }
        try node.wait("all have ended") { node.node.statistics.instancesEnded == 4_000 }
        #expect(node.stop())
    }

    @Test func `threads that were started while others were blocked end when they are idle`() throws {
        let gate = Mutex(false)
        let workflow = Workflow("idle", version: 1) { (flow, input: Value<Int>) -> Value<Int> in
            let first = flow.task("block", concurrency: 8, input) { number in
                while !gate.withLock({ $0 }) { usleep(1_000) }
                return number
            }
            return flow.task("sleep", concurrency: 8, first) { number in
                try await Task.sleep(for: .milliseconds(1))
                return number
            }
        }
        let folder = TemporaryFolder()
        var settings = NodeSettings()
        settings.pool.threads = 2
        settings.pool.idleTime = 200
        let node = try HostedNode(folder.path, [workflow], settings: settings)
        for round in 1...2 {
            gate.withLock { $0 = false }
            try node.start("idle", (1...8).map { ("i-\(round)-\($0)", "1") })
            try node.wait("threads for bodies that block") { node.node.pool.threads >= 8 }
            gate.withLock { $0 = true }
            try node.wait("all have ended") { node.node.statistics.instancesEnded == UInt64(8 * round) }
            // Those for asynchronous bodies end all.
            try node.wait("the others have ended") { node.node.pool.threads == 2 }
        }
        #expect(node.stop())
        try node.wait("all have ended") { node.node.pool.threads == 0 }
    }
}
