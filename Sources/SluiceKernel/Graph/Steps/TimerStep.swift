extension GraphProgram {
    func beginTimer(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        let due: Result<Int64, TaskFailure>
        switch timers[Int(steps[step].table)] {
        case .after(let duration): due = milliseconds(duration, instance, context).map { context.clock + $0 }
        // The index sorts by unsigned bytes: what was due before 1970 is due then.
        case .until(let expression): due = expression.evaluateTime(instance, self, context).map { max($0, 0) }
        }
        switch due {
        case .success(let due):
            instance.pointee.steps[step].phase = .open
            instance.pointee.steps[step].time = context.time
            set(InstanceTimer(due: due, id: TimerID(.step, step: UInt16(step))), instance, context)
        case .failure(let failure):
            fail(step, failure, instance, context)
        }
    }

    func timerFired(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        context.record(.timerFired, step: step, of: instance, self)
        context.output.removeAll(keepingCapacity: true)
        context.output.append(contentsOf: [0x7b, 0x7d])
        settleWithOutput(step, at: context.time, instance, context)
    }
}
