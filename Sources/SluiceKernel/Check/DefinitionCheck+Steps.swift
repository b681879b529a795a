extension DefinitionCheck {
    mutating func checkStep(_ index: Int) {
        let step = definition.steps[index]
        for (part, reference) in definition.directReferences(ofStep: index) + definition.afterReferences(ofStep: index)
        {
            checkExists(reference, at: part)
        }
        if step.gates.count > DefinitionCheck.maximumGates {
            report(
                .limit, "\(step.gates.count) conditions, more than \(DefinitionCheck.maximumGates)",
                "Join them with '&&'.",
                at: .step(index, "when"))
        }
        switch step.kind {
        case .task(let settings, _): checkTask(settings, index)
        case .signal(let name, let timeout):
            checkText(name, "the name of a signal", at: .step(index, "signal"))
            if case .fixed(let value) = timeout { checkDuration(value, at: .step(index, "timeout")) }
        case .timer(.after(.fixed(let value))): checkDuration(value, at: .step(index, "timer"))
        case .timeoutOf(let reference): checkTimeoutOf(reference, index)
        case .firstOf(let choices):
            if choices.isEmpty && !isPartial {
                report(
                    .missing, "first_of names no steps", "List the steps to choose from.", at: .step(index, "first_of"))
            }
        case .publish(let settings, _): checkPublish(settings, index)
        case .transform, .timer: break
        }
    }

    mutating func checkExists(_ reference: ValueReference, at part: DefinitionPart) {
        guard case .step(let step) = reference, !definition.steps.indices.contains(step) else { return }
        report(.unknownStep, "step number \(step) does not exist", at: part)
    }

    mutating func checkText(_ text: String, _ what: String, at part: DefinitionPart) {
        if (1...DefinitionCheck.maximumText).contains(text.utf8.count) { return }
        report(.badName, "\(what) has \(text.utf8.count) bytes, outside 1 to \(DefinitionCheck.maximumText)", at: part)
    }

    private mutating func checkTask(_ settings: TaskSettings, _ index: Int) {
        checkText(settings.task, "the name of a task", at: .step(index, "task"))
        checkQueue(settings, index)
        checkDuration(settings.timeout, at: .step(index, "timeout"))
        if let deadline = settings.deadline {
            checkDuration(deadline, at: .step(index, "deadline"))
            if deadline < settings.timeout && settings.timeout != TaskSettings(task: "").timeout {
                report(
                    .limit,
                    "the deadline (\(DurationText.format(deadline))) ends before the timeout of one attempt "
                        + "(\(DurationText.format(settings.timeout)))",
                    "Lower the timeout, or raise the deadline.", at: .step(index, "deadline"), severity: .warning)
            }
        }
        let retry = settings.retry
        checkRange(
            Int64(retry.attempts), 1...Int64(DefinitionCheck.maximumAttempts), "attempts",
            at: .step(index, "retry.attempts"))
        checkDuration(retry.first, at: .step(index, "retry.first"))
        checkDuration(retry.cap, at: .step(index, "retry.cap"))
        if retry.cap < retry.first {
            report(
                .limit, "cap (\(DurationText.format(retry.cap))) is below first (\(DurationText.format(retry.first)))",
                "The first wait cannot be longer than the longest.", at: .step(index, "retry.cap"))
        }
        if !(1_000...1_000_000).contains(retry.factorMilli) {
            report(.limit, "factor is outside 1 to 1000", "2 doubles each wait.", at: .step(index, "retry.factor"))
        }
        if retry.jitterMilli > 1_000 {
            report(
                .limit, "jitter is outside 0 to 1", "0.2 moves each wait by up to 20 %.",
                at: .step(index, "retry.jitter"))
        }
        for name in retry.nonRetriable { checkText(name, "the name of an error", at: .step(index, "retry.not")) }
    }

    private mutating func checkQueue(_ settings: TaskSettings, _ index: Int) {
        if let queue = settings.queue, let problem = DefinitionName.problem(queue, limit: DefinitionName.queueLimit) {
            report(.badName, "the queue: \(problem)", DefinitionName.hint, at: .step(index, "queue"))
        }
        guard let heartbeat = settings.heartbeat else { return }
        checkDuration(heartbeat, at: .step(index, "heartbeat"))
        if settings.queue == nil && !wasRead("queue", ofStep: index) {
            report(
                .conflict, "heartbeat is for tasks of a queue, and this one has none",
                "Name a queue, or leave the heartbeat out.", at: .step(index, "heartbeat"))
        }
    }

    private mutating func checkTimeoutOf(_ reference: ValueReference, _ index: Int) {
        let part = DefinitionPart.step(index, "timeout_of")
        guard case .step(let step) = reference else {
            report(.wrongStep, "the input has no timeout", "Name a signal step that has one.", at: part)
            return
        }
        guard definition.steps.indices.contains(step) else { return }
        if case .signal = definition.steps[step].kind { return }
        // A step that could not be read stands in as this.
        if isPartial, case .firstOf([]) = definition.steps[step].kind { return }
        report(.wrongStep, "\(name(step)) is not a signal", "Name a signal step that has a timeout.", at: part)
    }

    /// A signal fills one step: two that wait for the same name cannot both have it.
    mutating func checkSignals() {
        var first: [[UInt8]: Int] = [:]
        for (index, step) in definition.steps.enumerated() {
            guard case .signal(let name, _) = step.kind else { continue }
            let key = Array(name.utf8)
            if let other = first[key] {
                report(
                    .conflict, "signal \(name.quotedForMessage) is awaited by \(self.name(other)) already",
                    "Use the value of \(self.name(other)).", at: .step(index, "signal"))
            } else {
                first[key] = index
            }
        }
    }
}
