extension GraphProgram {
    /// Gives the record to the host and settles at once: that it goes out is decided, for the event is in the log.
    func beginPublish(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        let record = records[Int(steps[step].table)]
        do throws(TaskFailure) {
            let key = try key(of: record, instance, context)
            let headers = try headers(of: record, instance, context)
            let size = headers.reduce(key?.count ?? 0) { $0 + $1.name.utf8.count + $1.value.count }
            guard size <= PublishedRecord.longestKeyAndHeaders else {
                throw GraphProgram.tooLarge("the key and the headers", size, PublishedRecord.longestKeyAndHeaders)
            }
            context.output.removeAll(keepingCapacity: true)
            try appendValue(of: record.input, instance, context)
            guard context.output.count <= context.largestValue else {
                throw GraphProgram.tooLarge("the record's value", context.output.count, context.largestValue)
            }
            publish(record, step, key: key, headers, instance, context)
        } catch {
            return fail(step, error, instance, context)
        }
        context.output.removeAll(keepingCapacity: true)
        StepInputs.nothing.withMemoryRebound(to: UInt8.self) { context.output.append(contentsOf: $0) }
        settleWithOutput(step, at: readyTime(step, instance), instance, context)
    }

    private func publish(
        _ record: CompiledPublish, _ step: Int, key: [UInt8]?, _ headers: [(name: String, value: [UInt8])],
        _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) {
        instance.pointee.id.span.withUnsafeBytes { id in
            (key ?? []).withUnsafeBytes { given in
                context.output.withUnsafeBytes { value in
                    context.host.publish(
                        PublishedRecord(
                            topic: record.topic, delivery: record.delivery, key: key == nil ? id : given, value: value,
                            type: record.type, workflow: definition.name, headers: headers,
                            time: readyTime(step, instance), instance: id, incarnation: instance.pointee.incarnation,
                            step: UInt16(step), pass: instance.pointee.steps[step].pass))
                }
            }
        }
    }

    /// nil: the instance id.
    private func key(
        of record: CompiledPublish, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) throws(TaskFailure) -> [UInt8]? {
        guard let expression = record.key else { return nil }
        guard let key = try expression.evaluateText(instance, context).get() else {
            throw TaskFailure(
                type: TaskFailure.transformType, message: "the record's key is null", isNonRetriable: true)
        }
        return key
    }

    private func headers(
        of record: CompiledPublish, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) throws(TaskFailure) -> [(name: String, value: [UInt8])] {
        var headers: [(name: String, value: [UInt8])] = []
        for header in record.headers {
            guard let value = try header.value.evaluateText(instance, context).get() else { continue }
            headers.append((header.name, value))
        }
        return headers
    }

    static func tooLarge(_ what: String, _ count: Int, _ most: Int) -> TaskFailure {
        TaskFailure(
            type: TaskFailure.tooLargeType, message: "\(what): \(count) bytes; at most \(most) fit into a record")
    }
}
