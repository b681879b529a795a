import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

@Suite("A lane that crashes at any call of the port")
struct CrashTests {
    @Test("The scenario reaches its end states without faults")
    func withoutFaults() throws {
        let world = CrashScenario.run(traces: true)
        #expect(Oracle.check(world, CrashScenario.plan()) == [])
        #expect(world.faults.isEmpty)
        let state = try EndState(world.broker)
        #expect(
            state["paid"]
                == "paid: succeeded, 0=done#2 {\"reserved\":true}, 1=done {\"by\":\"card\"}, 2=skipped, 3=skipped, 4=done {}, "
                + "5=done#1 {\"id\":\"paid\",\"paid\":{\"by\":\"card\"}}, 6=done#1 \"shipped\", 7=done 500, "
                + "result {\"ship\":\"shipped\",\"total\":500,\"remind\":null}, purge/0")
        #expect(state["late"]?.hasPrefix("late: succeeded") == true)
        #expect(state["late"]?.contains("3=done#1 \"reminded 1\"") == true)
        #expect(state["gone"]?.contains("because no stock") == true)
        #expect(state["side"]?.contains("6=done#3 \"shipped\"") == true)
        #expect(world.broker.texts(.outcomes, 0).count == 4)
        #expect(
            world.broker.headers(.deadLetters, 0).map { $0["sluice_reason"] }
                == ["workflow nothing is not deployed: instance 'unknown' was not started"])
    }

    @Test(
        "Crashing at the n-th call, its effect applied or not, leads to the same end states", arguments: [false, true])
    func everyCrash(applied: Bool) throws {
        try everyCall(.crash(applied: applied)) { applied ? $0.hasEffect : true }
    }

    @Test(
        "An append, a commit or an opening that fails or is not heard of leads to the same end states",
        arguments: [PortFault.fail, .unknown(applied: true), .unknown(applied: false), .full])
    func everyFault(fault: PortFault) throws {
        try everyCall(fault) { fault == .full ? $0 == .append : $0.hasEffect }
    }

    private func everyCall(_ fault: PortFault, where isMeant: @escaping (PortCall) -> Bool) throws {
        let plain = CrashScenario.run()
        try #require(plain.violations.list.isEmpty)
        let expected = try EndState(plain.broker)
        let outcomes = plain.broker.texts(.outcomes, 0).count
        let calls = plain.monitor.count
        var injected = 0
        for number in 1...calls {
            // The same calls as in the run without faults up to this one, so the kind is known only in the run itself.
            guard isMeant(plain.monitor.kinds[number - 1]) else { continue }
            let world = CrashScenario.run { $0.monitor.plan = { at, _ in at == number ? fault : nil } }
            injected += world.monitor.injected
            let violations = Oracle.check(world, CrashScenario.plan(), cuts: [.oneCheckpoint])
            let state = try EndState(world.broker)
            guard violations.isEmpty, state == expected, world.broker.texts(.outcomes, 0).count == outcomes else {
                Issue.record(
                    """
                    \(fault) at call \(number) of \(calls) (\(plain.monitor.kinds[number - 1])): \(violations)
                    \(state)
                    instead of
                    \(expected)
                    """)
                return
            }
        }
        #expect(injected > 20)
    }
}
