import OrderWorkflow

/// Counts what became of the orders, from the outside: the ledger of the task bodies, and what the engine's command line says.
struct Audit {
    let plan: [PlannedOrder]
    let blows: [Blow]
    let executions: Executions
    let outcomes: [Outcome]
    let listed: [ListedOrder]
    /// How often the history of an order says that its charge succeeded, for orders whose charge ran again.
    let chargesInHistory: [Int]

    func table() -> Table {
        var table = Table()
        table.title("".padded(50) + "counted".leading(14) + "expected".leading(14))
        orders(&table)
        money(&table)
        bodies(&table)
        return table
    }

    private func orders(_ table: inout Table) {
        let byEnding = Dictionary(grouping: plan, by: \.ending)
        let endings = outcomes.compactMap { $0.outcome.result?.ending }
        table.title("orders")
        table.row("instances", Set(listed.map(\.instance)).count, expected: plan.count)
        table.row("shipped", endings.count { $0 == .shipped }, expected: byEnding[.shipped]?.count ?? 0)
        table.row("released, nobody paid", endings.count { $0 == .released }, expected: byEnding[.released]?.count ?? 0)
        let sidelined = Set(listed.filter { $0.status == "sidelined" }.map(\.instance))
        let blocked = Set((byEnding[.sidelined] ?? []).map(\.instance))
        table.row("sidelined, card blocked", sidelined.count, expected: blocked.count)
        let expected = Dictionary(uniqueKeysWithValues: plan.map { ($0.instance, $0.ending) })
        var wrong = sidelined.symmetricDifference(blocked).count
        for outcome in outcomes where !outcome.matches(expected[outcome.outcome.instance]) { wrong += 1 }
        table.row("ended in another way than planned", wrong, expected: 0)
        let ended = outcomes.map(\.outcome.instance)
        table.row("outcomes of one order beyond the first", ended.count - Set(ended).count, expected: 0)
        let withoutEnd = Set(plan.map(\.instance)).subtracting(ended).subtracting(sidelined).count
        table.row("orders without an end", withoutEnd, expected: 0)
    }

    private func money(_ table: inout Table) {
        let charges = outcomes.compactMap { $0.outcome.result?.charge }
        let paid = plan.filter { $0.ending == .shipped }
        table.title("money")
        table.row("charges in outcomes", charges.count, expected: paid.count)
        table.row("distinct idempotency keys of these", Set(charges.map(\.key)).count, expected: paid.count)
        table.row(
            "sum of these, cents", charges.reduce(0) { $0 + $1.amount },
            expected: paid.reduce(0) { $0 + $1.order.total })
        let ran = Set(
            executions.attempts.values.filter { $0.step == "charge" && $0.runs.contains(where: \.succeeded) }.map(
                \.instance))
        let unfounded = charges.count { !ran.contains(PlannedOrder.instance($0.number)) }
        table.row("charges that no body made", unfounded, expected: 0)
        let again = chargesInHistory.count
        table.row("orders whose charge ran again, looked at", again)
        table.row("charges applied to these, by their history", chargesInHistory.reduce(0, +), expected: again)
    }

    private func bodies(_ table: inout Table) {
        let killed = Set(blows.map(\.process))
        let rerun = executions.rerun
        table.title("task bodies")
        table.row("executions", executions.total)
        table.row("attempts", executions.attempts.count)
        table.row("bodies that ran again", rerun.count, least: 1)
        table.row("  the kill hit them at work", rerun.count { !$0.lostResult })
        table.row("  they had ended, their result was not in the log", rerun.count { $0.lostResult })
        table.row("  for no reason that the demo knows", rerun.count { $0.isUnexplained(killed: killed) }, expected: 0)
        table.row("at work when killed", blows.reduce(0) { $0 + $1.running })
        table.row("begun and never ended by anybody", executions.unfinished, expected: 0)
        table.row(
            "attempts added by the retry policy", executions.retries, expected: plan.reduce(0) { $0 + $1.policyRetries }
        )
    }
}

extension Outcome {
    fileprivate func matches(_ ending: PlannedOrder.Ending?) -> Bool {
        guard outcome.status == "succeeded", let result = outcome.result else { return false }
        switch ending {
        case .shipped: return result.ending == .shipped && result.charge != nil && result.tracking != nil
        case .released: return result.ending == .released && result.charge == nil && result.tracking == nil
        case .sidelined, nil: return false
        }
    }
}
