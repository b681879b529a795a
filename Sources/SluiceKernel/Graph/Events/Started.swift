extension GraphProgram {
    /// Makes the instance and begins its first steps. Early signals follow, in their order; who asked is answered at the end
    /// of all that, with what became of it.
    func start(
        _ event: StartedEvent, sequence: Int64, early: EarlySignals?, _ context: FoldContext
    ) -> UnsafeMutablePointer<Instance> {
        let instance = context.host.insert(
            InstanceStart(
                id: event.instance, definition: sequence, incarnation: context.offset, startedAt: context.clock,
                startTime: context.time, input: event.input.isEmpty ? StepInputs.nothing : event.input,
                steps: steps.count)
        )
        context.record(.started, of: instance, self)
        context.host.changed(instance)
        if let reply = event.reply, reply.waitsForEnd {
            var extras = InstanceExtras()
            extras.waiters = [reply]
            instance.pointee.extras = extras
        }
        context.worklist.append(contentsOf: roots)
        advance(instance, context)
        for signal in early?.signals ?? [] {
            signal.name.withUnsafeBytes { name in
                signal.id.withUnsafeBytes { id in
                    signal.data.withUnsafeBytes { data in
                        let view = SignaledEvent(
                            instance: event.instance, name: name, id: id, time: signal.time, data: data)
                        _ = signaled(view, instance, context, early: true)
                    }
                }
            }
        }
        if let reply = event.reply, !reply.waitsForEnd { context.host.answer(reply, .instance(instance, self)) }
        return instance
    }

    /// A start of an id that is there: the first one stands. Who asked gets the instance, now or at its end.
    func startedAgain(
        _ reply: ReplyAddress?, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) {
        guard let reply else { return }
        answer(reply, instance, context)
    }

    /// Answers at once, or at the end where that was asked for.
    func answer(_ reply: ReplyAddress, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        guard reply.waitsForEnd, !instance.pointee.status.hasEnded else {
            return context.host.answer(reply, .instance(instance, self))
        }
        var extras = instance.pointee.extras ?? InstanceExtras()
        if extras.waiters.contains(reply) { return }
        guard extras.waiters.count < InstanceExtras.maximumWaiters else {
            return context.host.answer(
                reply,
                .rejected("\(InstanceExtras.maximumWaiters) callers wait for this instance already; ask with get"))
        }
        extras.waiters.append(reply)
        instance.pointee.extras = extras
        context.host.changed(instance)
    }
}
