extension DefinitionCheck {
    mutating func checkNames() {
        if definition.name.isEmpty {
            if !wasRead("workflow") { report(.missing, "the workflow has no name", at: .setting("workflow")) }
        } else if let problem = DefinitionName.problem(definition.name, limit: DefinitionName.workflowLimit) {
            report(.badName, problem, DefinitionName.hint, at: .setting("workflow"))
        }
        if definition.version == 0 && !wasRead("version") {
            report(.missing, "the workflow has no version", "Versions count from 1.", at: .setting("version"))
        }
        if definition.steps.isEmpty && !wasRead("steps") {
            report(.missing, "the workflow has no steps", "Add at least one.", at: .setting("steps"))
        }
        // By bytes, for names that are not valid may be equal by canonical equivalence.
        var first: [[UInt8]: Int] = [:]
        for (index, step) in definition.steps.enumerated() {
            checkStepName(step.name, index)
            let key = Array(step.name.utf8)
            if let other = first[key] {
                let place = places.place(of: .step(other)).map { ": first at \($0.withoutFile)" } ?? ""
                report(
                    .duplicateName, "two steps have the name \(step.name.quotedForMessage)\(place)",
                    "Names of steps are unique, across groups too.", at: .step(index))
            } else {
                first[key] = index
            }
        }
    }

    /// Whether a document's reader saw the field, and so told itself that nothing sound is there.
    private func wasRead(_ field: String) -> Bool { places[.setting(field)] != nil }

    func wasRead(_ field: String, ofStep index: Int) -> Bool { places[.step(index, field)] != nil }

    private mutating func checkStepName(_ name: String, _ index: Int) {
        if let problem = DefinitionName.problem(name, limit: DefinitionName.stepLimit) {
            report(.badName, problem, DefinitionName.hint, at: .step(index))
        } else if DefinitionName.reservedForSteps.contains(where: { $0.isSameBytes(as: name) }) {
            report(
                .badName, "the name '\(name)' means something else in expressions", "Choose another name.",
                at: .step(index))
        }
    }

    mutating func checkSettings() {
        let settings = definition.settings
        checkDuration(settings.retention, at: .setting("retention"))
        checkRange(Int64(settings.historyLimit), 16...65_536, "history_limit", at: .setting("history_limit"))
        checkRange(Int64(settings.dedupWindow), 0...1_024, "dedup_window", at: .setting("dedup_window"))
        checkRange(Int64(settings.costBudget), 100...100_000_000, "cost_budget", at: .setting("cost_budget"))
    }

    mutating func checkRange(_ value: Int64, _ range: ClosedRange<Int64>, _ what: String, at part: DefinitionPart) {
        if range.contains(value) { return }
        report(.limit, "\(what) is \(value), outside \(range.lowerBound) to \(range.upperBound)", at: part)
    }

    mutating func checkDuration(_ milliseconds: Int64, at part: DefinitionPart) {
        if DurationText.range.contains(milliseconds) { return }
        report(
            .badDuration, "duration \(DurationText.format(milliseconds)) is outside 1ms to 3650d", DurationText.forms,
            at: part)
    }
}
