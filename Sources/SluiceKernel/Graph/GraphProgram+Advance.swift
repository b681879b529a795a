extension GraphProgram {
    /// Begins every step that has become ready, until nothing more follows, and ends the instance when all have settled.
    func advance(_ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        var next = 0
        while next < context.worklist.count {
            let step = Int(context.worklist[next])
            next += 1
            if instance.pointee.steps[step].phase == .waiting, isReady(step, instance) {
                begin(step, instance, context)
            }
            if instance.pointee.status.hasEnded { break }
        }
        context.worklist.removeAll(keepingCapacity: true)
        guard !instance.pointee.status.hasEnded else { return }
        if instance.pointee.unsettled == 0 {
            succeed(instance, context)
        } else {
            instance.pointee.status = instance.pointee.sidelined > 0 ? .sidelined : .running
        }
    }

    /// Whether everything that `step` waits for has settled.
    private func isReady(_ step: Int, _ instance: UnsafeMutablePointer<Instance>) -> Bool {
        isReady(step, assuming: -1, instance)
    }

    /// Whether everything that `step` waits for, `settled` aside, has settled.
    @inline(__always)
    func isReady(_ step: Int, assuming settled: Int, _ instance: UnsafeMutablePointer<Instance>) -> Bool {
        func isSettled(_ edge: UInt32) -> Bool {
            let other = Int(edges[Int(edge)])
            return other == settled || instance.pointee.steps[other].phase.isSettled
        }
        let compiled = steps[step]
        for edge in compiled.dependencies where !isSettled(edge) { return false }
        for edge in compiled.conditions where !isSettled(edge) { return false }
        return true
    }

    /// A ready step: skips it, fails it, or starts what its kind does.
    func begin(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        let compiled = steps[step]
        if compiled.kind == .timeoutOf, !hasTimedOut(step, instance) {
            return settle(step, .skipped, at: readyTime(step, instance), instance, context)
        }
        if compiled.kind != .timeoutOf, !compiled.takesInput && !compiled.dependencies.isEmpty {
            var anyValue = false
            for edge in compiled.dependencies where instance.pointee.steps[Int(edges[Int(edge)])].phase == .done {
                anyValue = true
                break
            }
            if !anyValue { return settle(step, .skipped, at: readyTime(step, instance), instance, context) }
        }
        if compiled.hasGates {
            for gate in gates[step] {
                switch gate.evaluateCondition(instance, self, context) {
                case .success(true): continue
                case .success(false):
                    return settle(step, .skipped, at: readyTime(step, instance), instance, context)
                case .failure(let failure): return fail(step, failure, instance, context)
                }
            }
        }
        switch compiled.kind {
        case .task: beginTask(step, instance, context)
        case .transform: beginTransform(step, instance, context)
        case .signal: beginSignal(step, instance, context)
        case .timer: beginTimer(step, instance, context)
        case .firstOf: beginFirstOf(step, instance, context)
        case .timeoutOf: beginTimeoutBranch(step, instance, context)
        case .publish: beginPublish(step, instance, context)
        }
    }

    /// When the last of what `step` waits for happened, microseconds; the start of the instance where it waits for nothing.
    ///
    /// The time of a step that only computes: it depends on what happened, not on the order in which events came.
    func readyTime(_ step: Int, _ instance: UnsafeMutablePointer<Instance>) -> Int64 {
        var latest: Int64?
        for range in [steps[step].dependencies, steps[step].conditions] {
            for edge in range {
                let time = instance.pointee.steps[Int(edges[Int(edge)])].time
                latest = max(latest ?? time, time)
            }
        }
        return latest ?? instance.pointee.startTime
    }

    /// Gives `step` its final phase and puts those that depend on it on the worklist.
    func settle(
        _ step: Int, _ phase: StepPhase, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) { settle(step, phase, at: context.time, instance, context) }

    func settle(
        _ step: Int, _ phase: StepPhase, at time: Int64, _ instance: UnsafeMutablePointer<Instance>,
        _ context: FoldContext
    ) {
        if instance.pointee.steps[step].phase == .sidelined { instance.pointee.sidelined -= 1 }
        instance.pointee.steps[step].phase = phase
        instance.pointee.steps[step].time = time
        instance.pointee.unsettled -= 1
        for edge in steps[step].dependents { context.worklist.append(edges[Int(edge)]) }
    }

    /// Settles `step` with the bytes in `context.output`.
    func settleWithOutput(
        _ step: Int, at time: Int64, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) {
        context.output.withUnsafeBytes { instance.pointee.setValue($0, step: step) }
        settle(step, .done, at: time, instance, context)
    }

    /// The step has spent what its policy allows: applies the failure policy.
    ///
    /// - Parameter isRecorded: its history says already that it failed.
    func fail(
        _ step: Int, _ failure: TaskFailure, isRecorded: Bool = false, _ instance: UnsafeMutablePointer<Instance>,
        _ context: FoldContext
    ) {
        if !isRecorded { context.record(.stepFailed, step: step, of: instance, self) }
        // What only computes failed when the last of what it waited for happened, whatever was folded last.
        let hasBegun = steps[step].kind == .task && instance.pointee.steps[step].phase != .waiting
        let time = hasBegun ? context.time : readyTime(step, instance)
        var extras = instance.pointee.extras ?? InstanceExtras()
        extras.setFailure(step: UInt16(step), type: Array(failure.type.utf8), message: Array(failure.message.utf8))
        instance.pointee.extras = extras
        switch steps[step].onFailure {
        case .sideline:
            context.host.failed(instance, self, step: step, failure, .sidelined)
            instance.pointee.steps[step].phase = .sidelined
            instance.pointee.steps[step].time = time
            instance.pointee.sidelined += 1
        case .skip:
            context.host.failed(instance, self, step: step, failure, .skipped)
            settle(step, .skipped, at: time, instance, context)
        case .fail:
            context.host.failed(instance, self, step: step, failure, .ended)
            settle(step, .failed, at: time, instance, context)
            let reason = "step \(name(step: step)): \(failure.type): \(failure.message)"
            end(instance, .failed, reason: Array(reason.utf8), context)
        }
    }

    private func succeed(_ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        if case .expression(let expression) = result {
            context.output.removeAll(keepingCapacity: true)
            if let failure = expression.evaluate(into: &context.output, instance, self, context) {
                return fail(failure, instance, context)
            }
            guard context.output.count <= context.largestValue / 2 else {
                let message = "\(context.output.count) bytes, at most \(context.largestValue / 2) are kept"
                return fail(TaskFailure(type: TaskFailure.tooLargeType, message: message), instance, context)
            }
            instance.pointee.resultOffset = UInt32(instance.pointee.arena.count)
            instance.pointee.resultLength = UInt32(context.output.count)
            instance.pointee.arena.append(contentsOf: context.output)
        }
        end(instance, .succeeded, reason: [], context)
    }

    /// All steps have settled, and there is no result of them.
    private func fail(
        _ failure: TaskFailure, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) {
        context.host.failed(instance, self, step: nil, failure, .ended)
        end(instance, .failed, reason: Array("result: \(failure.message)".utf8), context)
    }

    /// Ends the instance: what runs is called off, who waits is answered, and its retention begins.
    func end(
        _ instance: UnsafeMutablePointer<Instance>, _ status: InstanceStatus, reason: [UInt8], _ context: FoldContext
    ) {
        for step in instance.pointee.steps.indices where !instance.pointee.steps[step].phase.isSettled {
            callOff(step, instance, context)
            instance.pointee.steps[step].phase = .cancelled
            instance.pointee.steps[step].time = context.time
        }
        instance.pointee.unsettled = 0
        instance.pointee.sidelined = 0
        instance.pointee.status = status
        instance.pointee.endedAt = context.clock
        // Only this end: one that succeeded follows from its last entry, and one by command has its entry.
        if status == .failed { context.record(.failed, of: instance, self) }
        context.worklist.removeAll(keepingCapacity: true)
        if !reason.isEmpty {
            var extras = instance.pointee.extras ?? InstanceExtras()
            extras.reason = InstanceExtras.text(reason, InstanceExtras.longestText)
            instance.pointee.extras = extras
        }
        let purge = InstanceTimer(due: context.clock + settings.retention, id: TimerID(.purge))
        set(purge, instance, context)
        context.host.ended(instance, self)
        if let waiters = instance.pointee.extras?.waiters, !waiters.isEmpty {
            instance.pointee.extras?.waiters = []
            for waiter in waiters { context.host.answer(waiter, .instance(instance, self)) }
        }
    }

    /// Stops what an unsettled step has under way: its attempt and its timers.
    func callOff(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        if instance.pointee.steps[step].phase == .pending {
            context.host.taskGone(instance, self, step: step, cancel: true)
        }
        clearTimers(of: step, instance, context)
    }

    // MARK: timers

    func set(_ timer: InstanceTimer, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        instance.pointee.timers.append(timer)
        instance.pointee.id.span.withUnsafeBytes { context.host.timerSet($0, timer) }
    }

    func clearTimer(_ id: TimerID, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        guard let index = instance.pointee.timers.firstIndex(where: { $0.id == id }) else { return }
        let timer = instance.pointee.timers.remove(at: index)
        instance.pointee.id.span.withUnsafeBytes { context.host.timerCleared($0, timer) }
    }

    func clearTimers(of step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        var index = 0
        while index < instance.pointee.timers.count {
            let timer = instance.pointee.timers[index]
            if timer.id.step == UInt16(step) && timer.id.kind != .purge {
                instance.pointee.timers.remove(at: index)
                instance.pointee.id.span.withUnsafeBytes { context.host.timerCleared($0, timer) }
            } else {
                index += 1
            }
        }
    }
}
