import SluiceKernel

extension PartitionLane {
    func appendOutcome(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram) {
        let incarnation = instance.pointee.incarnation
        instance.pointee.id.span.withUnsafeBytes { id in
            outputs.outcomes.append(partition: partition, offset: 0, time: fold.context.clock, key: id) { bytes in
                InstanceView.appendOutcome(instance, program, to: &bytes)
            } headers: { bytes in
                RecordHeader.encodeEventID(id, incarnation, to: &bytes)
            }
        }
    }

    /// The value is what was rejected; the headers say why, and where it stands in `events`.
    ///
    /// - Parameters:
    ///   - names: headers of what the event names: its signal, its workflow, its command.
    ///   - originals: headers of the record that was refused; nil: of the one in `events`.
    func appendDeadLetter(
        _ reason: String, instance: UnsafeRawBufferPointer, kind: String, data: UnsafeRawBufferPointer,
        names: [(header: String, value: UnsafeRawBufferPointer)] = [], originals: UnsafeRawBufferPointer? = nil
    ) {
        var letter = DeadLetter(
            id: Array("\(partition)/\(fold.context.offset)/\(deadLettersOfRecord)".utf8), reason: reason, kind: kind,
            partition: partition, offset: fold.context.offset)
        letter.names = names
        letter.originals = originals ?? recordHeaders
        deadLettersOfRecord += 1
        letter.append(to: &outputs.deadLetters, time: fold.context.clock, key: instance, data: data)
    }

    /// The value, key and headers are those of the record that stands for no event.
    func appendDeadLetter(_ reason: String, _ event: RefusedEvent) {
        let (partition, offset) = (Array("\(event.partition)".utf8), Array("\(event.offset)".utf8))
        partition.withUnsafeBytes { partition in
            offset.withUnsafeBytes { offset in
                appendDeadLetter(
                    reason, instance: event.key, kind: "\(EventKind.refused)", data: event.data,
                    names: [
                        ("sluice_source_topic", event.topic), ("sluice_source_partition", partition),
                        ("sluice_source_offset", offset),
                    ], originals: event.headers)
            }
        }
    }

    func answer(_ address: ReplyAddress, _ answer: Answer) {
        // What could not be read is not absent.
        if log.lost != nil || fault != nil { return }
        var object = JSONObject()
        switch answer {
        case .instance(let instance, let program):
            object.json("instance", InstanceView.full(instance, program, offers: dispatcher.offers))
        case .history(let instance, let program, let from):
            object.json("history", history(of: instance, program, from: from))
        case .list(let query): list(query, into: &object)
        case .definitions(let known):
            object.value("definitions") { bytes in
                bytes.append(UInt8(ascii: "["))
                for (index, definition) in known.enumerated() {
                    if index > 0 { bytes.append(UInt8(ascii: ",")) }
                    var row = JSONObject()
                    row.string("workflow", definition.name)
                    row.int("version", Int64(definition.version))
                    row.int("sequence", definition.sequence)
                    row.int("activation", definition.activation)
                    bytes.append(contentsOf: row.finish())
                }
                bytes.append(UInt8(ascii: "]"))
            }
        case .notFound(let id):
            object.string("error", "not found")
            object.string("reason", PartitionFold.problem(withAbsent: id))
        case .rejected(let reason):
            object.string("error", "rejected")
            object.string("reason", reason)
        }
        var key: [UInt8] = []
        key.appendBigEndian(address.correlation)
        let reply = AppendRecord(topic: .replies, partition: Int(address.partition), key: key, value: object.finish())
        _ = eventLog.append([reply], observer: UnheardAppends.shared)
    }

    private func history(
        of instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, from: UInt32
    ) -> [UInt8] {
        let history = instance.pointee.history
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        var number = UInt32(0)
        var written = 0
        let full = history.count / History.blockEntries
        let firstBlock = from / History.blockEntries
        for block in firstBlock...max(full, firstBlock) where block <= full && written < 256 {
            let encoded = block < full ? cell(historyKey(instance, block)) : history.tail
            guard let encoded, let entries = try? encoded.withUnsafeBytes({ try History.entries(of: $0) }) else {
                continue
            }
            number = block * History.blockEntries
            for entry in entries {
                defer { number += 1 }
                guard number >= from, written < 256 else { continue }
                if written > 0 { bytes.append(UInt8(ascii: ",")) }
                written += 1
                var object = JSONObject()
                object.int("entry", Int64(number))
                object.time("time", entry.time)
                object.string("what", entry.kind.name)
                if let step = entry.step, Int(step) < instance.pointee.steps.count {
                    object.string("step", program.name(step: Int(step)))
                }
                if entry.attempt > 0 { object.int("attempt", Int64(entry.attempt)) }
                object.int("offset", entry.offset)
                bytes.append(contentsOf: object.finish())
            }
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    // MARK: drained

    /// Pending tasks that wait for a place in a pool of this node, or to be put into a queue.
    var hasOfferedTasks: Bool {
        tasks.lines.contains { ($0.count > 0 || $0.overflow) && ($0.isOfQueue == true || dispatcher.offers($0.queue)) }
    }

    /// When the next timer but those of retention is due; `Int64.max`: never.
    func nextWork() -> Int64 {
        // Purges are due days after the end; what is due within a run is work.
        nextTimer()
    }
}
