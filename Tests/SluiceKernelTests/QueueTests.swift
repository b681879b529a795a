import SluiceKernel
import SluiceTestKit
import Testing

@Suite("A task of a queue")
struct QueueTests {
    private static func step(
        _ name: String, heartbeat: Int64? = nil, deadline: Int64? = nil, onFailure: FailurePolicy = .sideline,
        retry: RetryPolicy = .steady
    ) -> StepDefinition {
        let settings = TaskSettings(
            task: name, queue: "payments", retry: retry, timeout: 1_000, heartbeat: heartbeat, deadline: deadline)
        return StepDefinition(name: name, kind: .task(settings, .values([.input])), onFailure: onFailure)
    }

    /// An instance whose first step is pending.
    private func start(_ steps: StepDefinition...) -> (bench: FoldBench, at: Int64) {
        let bench = FoldBench.with(Definition(name: "w", version: 1, steps: steps))
        bench.send(.start("i", of: "w"))
        return (bench, bench.offset)
    }

    @Test("waits without an end until its node has put it into the queue, and only then its time runs")
    func publication() {
        let (bench, at) = start(QueueTests.step("a"))
        #expect(bench.phase("i", 0) == .pending)
        bench.wait(100_000)
        #expect(bench.text("i") == "running, 0=pending#1")
        #expect(bench.send(.underWay(.queued, "i", incarnation: at, step: 0)) == .applied)
        #expect(bench.phase("i", 0) == .queued)
        bench.wait(999)
        #expect(bench.phase("i", 0) == .queued)
        bench.wait(1)
        #expect(bench.phase("i", 0) == .backoff)
        #expect(
            bench.instance("i")?.extras?.failures.map { String(decoding: $0.type, as: UTF8.self) } == ["sluice.timeout"]
        )
        #expect(bench.found == [])
    }

    @Test(
        "An attempt that is put into its queue leaves those that are to be handed out, and its record is not put there again"
    )
    func leaves() {
        let (bench, at) = start(QueueTests.step("a"))
        _ = bench.takeEffects()
        #expect(bench.send(.underWay(.queued, "i", incarnation: at, step: 0)) == .applied)
        let timer = InstanceTimer(due: bench.clock + 1_000, id: TimerID(.attempt, step: 0))
        #expect(
            bench.takeEffects() == [
                .taskGone(Array("i".utf8), step: 0, attempt: 1, cancel: false), .timerSet(Array("i".utf8), timer),
            ])
        bench.wait(500)
        // Said again by a node that folds again: the time that runs already goes on.
        #expect(bench.send(.underWay(.queued, "i", incarnation: at, step: 0)) == .ignored)
        #expect(bench.instance("i")?.timers == [timer])
        #expect(bench.found == [])
    }

    @Test("Each heartbeat begins the time anew, with the limit for heartbeats where there is one")
    func heartbeats() {
        for (heartbeat, limit) in [(nil, Int64(1_000)), (300, 300)] as [(Int64?, Int64)] {
            let (bench, at) = start(QueueTests.step("a", heartbeat: heartbeat))
            bench.send(.underWay(.queued, "i", incarnation: at, step: 0))
            bench.wait(900)
            for _ in 0..<20 {
                #expect(bench.send(.underWay(.heartbeat, "i", incarnation: at, step: 0)) == .applied)
                #expect(bench.instance("i")?.timers.count == 1)
                bench.wait(limit - 1)
                #expect(bench.phase("i", 0) == .queued)
            }
            bench.wait(1)
            #expect(bench.phase("i", 0) == .backoff)
            // Too late: the next attempt has a time of its own.
            #expect(bench.send(.underWay(.heartbeat, "i", incarnation: at, step: 0)) == .ignored)
            #expect(bench.instance("i")?.timers.map(\.id.kind) == [.retry])
            #expect(bench.found == [])
        }
    }

    @Test("A worker may be quicker than the node that says the attempt is in the queue")
    func quickWorkers() {
        let (bench, at) = start(QueueTests.step("a"), QueueTests.step("b"))
        #expect(bench.send(.underWay(.heartbeat, "i", incarnation: at, step: 0)) == .applied)
        #expect(bench.phase("i", 0) == .queued)
        #expect(bench.send(.underWay(.queued, "i", incarnation: at, step: 0)) == .ignored)
        #expect(bench.send(.succeed("i", incarnation: at, step: 1, value: "7")) == .applied)
        #expect(bench.send(.underWay(.queued, "i", incarnation: at, step: 1)) == .ignored)
        #expect(bench.phase("i", 1) == .done)
        bench.send(.succeed("i", incarnation: at, step: 0))
        #expect(bench.text("i") == "succeeded, 0=done#1 1, 1=done#1 7, purge/0")
        #expect(bench.found == [])
    }

    @Test(
        "Time-outs spend the retries like failures, each attempt is put into the queue again, and then the policy applies"
    )
    func retries() {
        let (bench, at) = start(QueueTests.step("a"))
        for attempt in UInt16(1)...3 {
            #expect(bench.phase("i", 0) == .pending)
            bench.send(.underWay(.queued, "i", incarnation: at, step: 0, attempt: attempt))
            bench.wait(1_000)
            bench.wait(200)
        }
        #expect(bench.text("i") == "sidelined, 0=sidelined#3, 0!sluice.timeout")
        let ready = bench.takeEffects().compactMap {
            if case .taskReady(_, _, let attempt) = $0 { attempt } else { nil }
        }
        #expect(ready == [1, 2, 3])
        // Driven again by a person it counts on, and a result of before is one of an attempt that is over.
        bench.send(.redrive("i"))
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, attempt: 3)) == .ignored)
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, attempt: 4, value: "4")) == .applied)
        #expect(bench.text("i") == "succeeded, 0=done#4 4, purge/0")
        #expect(bench.found == [])
    }

    @Test("A result counts once: repeats, late ones, and those of another life of the instance are ignored")
    func repeats() {
        let (bench, at) = start(QueueTests.step("a"), StepDefinition.signal("s"))
        bench.send(.underWay(.queued, "i", incarnation: at, step: 0))
        // Of the same attempt of an instance that had the id before.
        let timers = bench.instance("i")?.timers
        #expect(bench.send(.succeed("i", incarnation: at - 1, step: 0, value: "0")) == .ignored)
        #expect(bench.send(.fail("i", incarnation: at - 1, step: 0)) == .ignored)
        bench.wait(500)
        #expect(bench.send(.underWay(.heartbeat, "i", incarnation: at - 1, step: 0)) == .ignored)
        #expect(bench.phase("i", 0) == .queued && bench.instance("i")?.timers == timers)
        bench.wait(500)
        bench.wait(100)
        #expect(bench.phase("i", 0) == .pending)
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, attempt: 1, value: "1")) == .ignored)
        #expect(bench.send(.fail("i", incarnation: at, step: 0, attempt: 1)) == .ignored)
        bench.send(.underWay(.queued, "i", incarnation: at, step: 0, attempt: 2))
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, attempt: 2, value: "2")) == .applied)
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, attempt: 2, value: "3")) == .ignored)
        #expect(bench.send(.fail("i", incarnation: at, step: 0, attempt: 2)) == .ignored)
        #expect(bench.value("i", 0) == "2" && bench.instance("i")?.timers == [])
        #expect(bench.send(.succeed("i", incarnation: at - 1, step: 0, attempt: 2)) == .ignored)
        #expect(bench.deadLetters == [])
        #expect(bench.found == [])
    }

    @Test("A failure ends the time of its attempt: the next one waits for its queue as long as that takes")
    func failureEndsTime() {
        let (bench, at) = start(QueueTests.step("a"))
        bench.send(.underWay(.queued, "i", incarnation: at, step: 0))
        bench.send(.fail("i", incarnation: at, step: 0))
        #expect(bench.instance("i")?.timers.map(\.id.kind) == [.retry])
        bench.wait(100)
        bench.wait(5_000)
        #expect(bench.text("i") == "running, 0=pending#2, 0!Broken")
        #expect(bench.found == [])
    }

    @Test("What no attempt can have said is rejected with a reason")
    func nonsense() {
        let (bench, at) = start(QueueTests.step("a"), StepDefinition.signal("s"), StepDefinition.task("b"))
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, attempt: 2)) == .rejected)
        #expect(bench.send(.fail("i", incarnation: at, step: 0, attempt: 0)) == .rejected)
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, pass: 1)) == .rejected)
        #expect(bench.send(.succeed("i", incarnation: at, step: 9)) == .rejected)
        #expect(bench.send(.underWay(.heartbeat, "i", incarnation: at, step: 1)) == .rejected)
        #expect(bench.send(.underWay(.heartbeat, "i", incarnation: at, step: 2)) == .rejected)
        #expect(bench.send(.succeed("i", incarnation: at + 1, step: 0)) == .rejected)
        #expect(bench.send(.succeed("other", incarnation: 1_000, step: 0)) == .rejected)
        #expect(bench.send(.succeed("other", incarnation: at, step: 0)) == .ignored)
        #expect(
            bench.deadLetters == [
                "step a of instance 'i' has had no attempt 2 of pass 0",
                "step a of instance 'i' has had no attempt 0 of pass 0",
                "step a of instance 'i' has had no attempt 1 of pass 1", "workflow w version 1 has no step number 9",
                "step s is no task", "step b has no queue: a node runs its attempts",
                "instance 'i' has not begun at offset \(at + 1)", "no instance has the id 'other'",
            ])
        #expect(bench.text("i") == "running, 0=pending#1, 1=open, 2=pending#1")
        #expect(bench.found == [])
    }

    @Test("The deadline counts from the step's being ready, queue or not, and ends the attempt that is under way")
    func deadline() {
        let (bench, at) = start(QueueTests.step("a", deadline: 5_000, onFailure: .skip))
        bench.wait(4_000)
        bench.send(.underWay(.queued, "i", incarnation: at, step: 0))
        bench.wait(900)
        bench.send(.underWay(.heartbeat, "i", incarnation: at, step: 0))
        #expect(bench.instance("i")?.timers.count == 2)
        bench.wait(100)
        #expect(bench.text("i") == "succeeded, 0=skipped#1, 0!sluice.deadline, purge/0")
        #expect(bench.send(.succeed("i", incarnation: at, step: 0)) == .ignored)
        #expect(bench.found == [])
    }

    @Test("The end of an instance, and a value given by a person, leave no time running")
    func calledOff() {
        for end in [ScriptedEvent.cancel("i"), .skip("i", step: "a", value: "1")] {
            let (bench, at) = start(QueueTests.step("a"))
            bench.send(.underWay(.queued, "i", incarnation: at, step: 0))
            #expect(bench.send(end) == .applied)
            #expect(bench.instance("i")?.timers.map(\.id.kind) == [.purge])
            bench.wait(2_000)
            #expect(bench.instance("i")?.status.hasEnded == true)
            #expect(bench.found == [])
        }
    }

    @Test("Only what is pending is in the index of tasks: a queued attempt is nobody's to hand out")
    func index() {
        let (bench, at) = start(QueueTests.step("a"), QueueTests.step("b"))
        bench.send(.underWay(.queued, "i", incarnation: at, step: 0))
        var instance = bench.instance("i")!
        let pending = DerivedIndex.pendingTasks(of: &instance) { _ in 1 }
        #expect(pending.map(\.step) == [1])
    }

    @Test("Lines of queues are apart from those of tasks with the same name, and shared by the tasks of a queue")
    func lines() {
        #expect(TaskSettings(task: "a", queue: "q").line == TaskSettings(task: "b", queue: "q").line)
        #expect(TaskSettings(task: "q", queue: "q").line != TaskSettings(task: "q").line)
        #expect(TaskSettings(task: "q").line == TaskSettings.queue(of: "q"))
    }
}
