extension GraphProgram {
    func commanded(
        _ event: CommandEvent, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> Disposition {
        context.host.changed(instance)
        if instance.pointee.isRepeat(id: event.id, window: settings.dedupWindow) {
            if let reply = event.reply { context.host.answer(reply, .instance(instance, self)) }
            return .ignored
        }
        let refusal: String?
        if instance.pointee.status.hasEnded {
            let id = String(decoding: instance.pointee.id, as: UTF8.self).quotedForMessage
            refusal = "instance \(id) has ended (\(instance.pointee.status.name))"
        } else {
            switch event.command {
            case .cancel(let reason): refusal = cancel(reason, instance, context)
            case .redrive(let step): refusal = redrive(step, instance, context)
            case .skip(let step, let value): refusal = skip(step, value, instance, context)
            }
        }
        if let refusal {
            context.record(.commandIgnored, of: instance, self)
            if let reply = event.reply { context.host.answer(reply, .rejected(refusal)) }
            context.host.deadLetter(refusal, .command(event))
            return .rejected
        }
        if let reply = event.reply { context.host.answer(reply, .instance(instance, self)) }
        return .applied
    }

    private func cancel(
        _ reason: UnsafeRawBufferPointer, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> String? {
        context.record(.cancelled, of: instance, self)
        end(instance, .cancelled, reason: Array(reason), context)
        return nil
    }

    private func redrive(
        _ name: UnsafeRawBufferPointer, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> String? {
        var chosen: [Int] = []
        if name.isEmpty {
            chosen = instance.pointee.steps.indices.filter { instance.pointee.steps[$0].phase == .sidelined }
            if chosen.isEmpty { return "no step is sidelined" }
        } else {
            guard let step = index(ofStep: name) else { return unknownStep(name) }
            guard instance.pointee.steps[step].phase == .sidelined else {
                return "step \(self.name(step: step)) is \(instance.pointee.steps[step].phase.name), not sidelined"
            }
            chosen = [step]
        }
        for step in chosen where !instance.pointee.status.hasEnded {
            context.record(.redriven, step: step, of: instance, self)
            instance.pointee.sidelined -= 1
            instance.pointee.steps[step].phase = .waiting
            instance.pointee.extras?.clearFailure(step: UInt16(step))
            begin(step, instance, context)
        }
        advance(instance, context)
        return nil
    }

    private func skip(
        _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ instance: UnsafeMutablePointer<Instance>,
        _ context: FoldContext
    ) -> String? {
        guard let step = index(ofStep: name) else { return unknownStep(name) }
        let phase = instance.pointee.steps[step].phase
        guard value.count <= context.largestValue else {
            return "the value has \(value.count) bytes, too many for a record"
        }
        if let problem = PartitionFold.problem(withJSON: value, "value") { return problem }
        guard !phase.isSettled else { return "step \(self.name(step: step)) has settled (\(phase.name))" }
        context.record(value.isEmpty ? .stepSkipped : .stepGiven, step: step, of: instance, self)
        callOff(step, instance, context)
        instance.pointee.extras?.clearFailure(step: UInt16(step))
        if value.isEmpty {
            settle(step, .skipped, instance, context)
        } else {
            instance.pointee.setValue(value, step: step)
            settle(step, .done, instance, context)
        }
        advance(instance, context)
        return nil
    }

    private func unknownStep(_ name: UnsafeRawBufferPointer) -> String {
        "workflow \(definition.name) has no step \(String(decoding: name, as: UTF8.self)); "
            + "its steps are \(definition.steps.map(\.name).joined(separator: ", "))"
    }
}
