package import SluiceKernel

/// Events as a trace tells them.
package enum EventText {
    /// The entries of a record, or what is wrong with it.
    package static func describe(record: [UInt8]) -> String {
        record.withUnsafeBytes { bytes in
            do {
                var reader = try RecordReader(bytes)
                var parts: [String] = []
                while let (admission, event) = try reader.next() {
                    parts.append(describe(admission) + describe(event))
                }
                return parts.joined(separator: "; ")
            } catch {
                return "unreadable (\(error))"
            }
        }
    }

    package static func describe(_ event: Event) -> String {
        switch event {
        case .started(let event):
            "start \(text(event.instance)) of \(text(event.definition)) v\(event.version) \(text(event.input))"
        case .signaled(let event):
            "signal \(text(event.instance)) \(text(event.name)) id=\(text(event.id)) \(text(event.data))"
        case .taskSucceeded(let event): "succeeded \(task(event.task)) \(text(event.value))"
        case .taskFailed(let event): "failed \(task(event.task)) \(text(event.type)): \(text(event.message))"
        case .taskUnderWay(let event): "\(event.sign) \(task(event.task))"
        case .command(let event): "command \(text(event.instance)) \(command(event.command)) id=\(text(event.id))"
        case .question(let event): "question \(text(event.instance)) #\(event.reply.correlation)"
        case .clock: "clock"
        case .define(let event): "define \(event.sequence)"
        case .activate(let event): "activate \(event.sequence) \(event.target)"
        case .refused(let event):
            "refused \(text(event.topic))/\(event.partition) @\(event.offset) \(text(event.reason))"
        }
    }

    private static func describe(_ admission: Admission) -> String {
        switch admission {
        case .direct: ""
        case .channel(let source, let number): "[channel \(source) #\(number)] "
        case .feed(let feed):
            "[feed \(feed.topic)/\(feed.partition) inc \(feed.incarnation) \(feed.previous)→\(feed.offset)] "
        }
    }

    private static func task(_ task: TaskReference) -> String {
        "\(text(task.instance))/\(task.incarnation)/\(task.step)/\(task.pass)/\(task.attempt)"
    }

    private static func command(_ command: Command) -> String {
        switch command {
        case .cancel(let reason): "cancel \(text(reason))"
        case .redrive(let step): "redrive \(text(step))"
        case .skip(let step, let value): "skip \(text(step)) \(text(value))"
        }
    }

    package static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        bytes.count > 80
            ? String(decoding: bytes.prefix(80), as: UTF8.self) + "…(\(bytes.count))"
            : String(decoding: bytes, as: UTF8.self)
    }

    package static func text(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { text($0) } }
}
