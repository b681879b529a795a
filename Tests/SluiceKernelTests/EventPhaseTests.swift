import SluiceKernel
import SluiceTestKit
import Testing

@Suite("Every event against every phase of a step")
struct EventPhaseTests {
    @Test("does what the table says", arguments: EventPhaseTable.all)
    func table(row: EventPhaseTable) throws {
        for cell in row.cells {
            let bench = try prepare(row)
            let step = row.subject.rawValue
            #expect(bench.phase("i", step) == row.phase, "\(row.testDescription): not prepared")
            let disposition = bench.send(event(cell.column, row, bench), after: cell.column == .later ? 600_000 : 0)
            let phase = bench.phase("i", step)?.name ?? "none"
            #expect("\(disposition) \(phase)" == cell.expected, "\(row.testDescription), \(cell.column)")
            #expect(bench.found == [])
        }
    }

    @Test("Every phase of a task is in the table, and every kind of event")
    func isComplete() {
        let phases = Set(EventPhaseTable.all.map(\.phase))
        #expect(phases == Set(StepPhase.allCases))
    }

    /// A signal that releases the others, then a task, a signal and a timer; the subject brought into its phase.
    private func prepare(_ row: EventPhaseTable) throws -> FoldBench {
        let policy: FailurePolicy = row.phase == .failed ? .fail : .sideline
        let breaks = row.phase == .sidelined || row.phase == .failed
        let wait: DurationSource = breaks && row.subject != .task ? .expression("duration(input.wait)") : .fixed(60_000)
        var timer = StepDefinition.timer(
            "timer", .after(row.subject == .timer ? wait : .fixed(60_000)), after: [.step(0)])
        timer.onFailure = policy
        let bench = FoldBench.with(
            .graph(
                .signal("hold"), .task("task", after: [.step(0)], onFailure: policy),
                .signal("signal", timeout: row.subject == .signal ? wait : nil, after: [.step(0)], onFailure: policy),
                timer, .signal("last"),
                StepDefinition(
                    name: "remote",
                    kind: .task(TaskSettings(task: "remote", queue: "q", retry: .steady, timeout: 1_000), .values([])),
                    after: [.step(0)])))
        bench.send(.start("i", of: "w", input: "{\"wait\":\"never\"}"))
        guard row.phase != .waiting else { return bench }
        bench.send(.signal("i", "hold"))
        let at = bench.instance("i")!.incarnation
        switch (row.subject, row.phase) {
        case (.task, .backoff), (.remote, .backoff): bench.send(.fail("i", incarnation: at, step: row.subject.rawValue))
        case (.remote, .queued): bench.send(.underWay(.queued, "i", incarnation: at, step: 5))
        case (.remote, .done): bench.send(.succeed("i", incarnation: at, step: 5))
        case (.remote, .sidelined): bench.send(.fail("i", incarnation: at, step: 5, isNonRetriable: true))
        case (.task, .done): bench.send(.succeed("i", incarnation: at, step: 1))
        case (.signal, .done): bench.send(.signal("i", "signal"))
        case (.timer, .done): bench.wait(60_000)
        case (.task, .sidelined), (.task, .failed):
            bench.send(.fail("i", incarnation: at, step: 1, isNonRetriable: true))
        case (_, .skipped): bench.send(.skip("i", step: "\(row.subject)"))
        case (_, .cancelled): bench.send(.cancel("i"))
        default: break
        }
        return bench
    }

    private func event(_ column: EventPhaseTable.Column, _ row: EventPhaseTable, _ bench: FoldBench) -> ScriptedEvent {
        let instance = bench.instance("i")!
        let step = row.subject.rawValue
        let attempt = instance.steps[step].attempt
        switch column {
        case .start: return .start("i", of: "w")
        case .succeed: return .succeed("i", incarnation: instance.incarnation, step: step, attempt: attempt)
        case .fail: return .fail("i", incarnation: instance.incarnation, step: step, attempt: attempt)
        case .failForGood:
            return .fail("i", incarnation: instance.incarnation, step: step, attempt: attempt, isNonRetriable: true)
        case .signal: return .signal("i", "\(row.subject)")
        case .cancel: return .cancel("i")
        case .redrive: return .redrive("i", step: "\(row.subject)")
        case .skip: return .skip("i", step: "\(row.subject)", value: "1")
        case .skipEmpty: return .skip("i", step: "\(row.subject)")
        case .queued:
            return .underWay(.queued, "i", incarnation: instance.incarnation, step: step, attempt: attempt)
        case .heartbeat:
            return .underWay(.heartbeat, "i", incarnation: instance.incarnation, step: step, attempt: attempt)
        case .release: return .signal("i", "hold")
        case .later: return .clock
        case .get: return .ask("i", .get, correlation: 1)
        }
    }
}
