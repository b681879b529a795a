import SluiceKernel

extension PartitionLane {
    /// Puts what waits in a line into its queue, as far as that has room.
    func publishTasks(from index: Int, until most: Int) {
        let queue = tasks.lines[index].queue
        while publisher.room(queue) > 0, let ready = tasks.lines[index].popFirst() {
            if let (instance, program) = stillPending(ready, in: queue) {
                let step = Int(ready.step)
                let key = TaskQueues.key(instance, step: step, attempt: instance.pointee.steps[step].attempt)
                if tasks.inFlight.insert(key).inserted {
                    publishTask(instance, program, step: step, line: queue)
                }
            }
            if heldBytes > most { break }
        }
    }

    private func publishTask(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int, line: UInt64
    ) {
        let identity = identity(instance, step: step)
        let settings = program.settings(ofTask: step)
        guard let queue = settings.queue else {
            preconditionFailure("a task without a queue stands in the line of one")
        }
        do throws(TaskFailure) {
            let record = AppendRecord(
                topic: .tasks, partition: partition, destination: eventLog.topic(ofQueue: queue),
                key: identity.instance,
                headers: PartitionLane.headers(
                    of: identity, settings, workflow: program.definition.name, step: program.name(step: step),
                    since: instance.pointee.steps[step].time),
                value: try program.payload(of: step, instance, fold.context))
            publisher.publish(record, identity, line: line)
            statistics.tasksQueued += 1
        } catch {
            // The attempt fails at once, through the log like any other failure.
            report(error, identity)
        }
    }

    /// A CloudEvent in binary mode.
    private static func headers(
        of identity: TaskIdentity, _ settings: TaskSettings, workflow: String, step: String, since time: Int64
    ) -> [RecordHeader] {
        let headers: [(String, [UInt8])] = [
            ("ce_specversion", Array("1.0".utf8)),
            ("ce_id", identity.withReference { $0.key }),
            ("ce_source", Array("sluice/\(workflow)".utf8)),
            ("ce_type", Array("sluice.task.\(settings.task)".utf8)),
            ("ce_time", Array(TimeText.text(milliseconds: time / 1_000).utf8)),
            ("ce_subject", identity.instance),
            ("ce_step", Array(step.utf8)),
            ("ce_attempt", Array("\(identity.attempt)".utf8)),
            ("content-type", Array("application/json".utf8)),
        ]
        return headers.map { RecordHeader($0.0, $0.1) }
    }
}
