/// One thing that happened, as the fold reads it.
///
/// A view: byte fields borrow the record they were decoded from and are valid while it is folded.
package enum Event {
    case started(StartedEvent)
    case signaled(SignaledEvent)
    case taskSucceeded(TaskSucceededEvent)
    case taskFailed(TaskFailedEvent)
    case taskUnderWay(TaskUnderWayEvent)
    case command(CommandEvent)
    case question(QuestionEvent)
    case clock
    case define(DefineEvent)
    case activate(ActivateEvent)
    case refused(RefusedEvent)

    /// Whether somebody asks for something by it. The others are how what was asked for goes on.
    @inlinable package var isRequest: Bool {
        switch self {
        case .started, .signaled, .command, .question: true
        case .taskSucceeded, .taskFailed, .taskUnderWay, .clock, .define, .activate, .refused: false
        }
    }

    package var kind: EventKind {
        switch self {
        case .started: .started
        case .signaled: .signaled
        case .taskSucceeded: .taskSucceeded
        case .taskFailed: .taskFailed
        case .taskUnderWay: .taskUnderWay
        case .command: .command
        case .question: .question
        case .clock: .clock
        case .define: .define
        case .activate: .activate
        case .refused: .refused
        }
    }

    /// The instance it is about; empty for events about the whole partition.
    package var instance: UnsafeRawBufferPointer {
        switch self {
        case .started(let event): event.instance
        case .signaled(let event): event.instance
        case .taskSucceeded(let event): event.task.instance
        case .taskFailed(let event): event.task.instance
        case .taskUnderWay(let event): event.task.instance
        case .command(let event): event.instance
        case .question(let event): event.instance
        case .clock, .define, .activate, .refused: UnsafeRawBufferPointer(start: nil, count: 0)
        }
    }

    /// Bytes of a record with this entry alone, at most.
    package var byteCount: Int {
        // Kinds, lengths, numbers and the envelope of a channel or a feed.
        let overhead = 128
        return switch self {
        case .started(let event):
            overhead + event.instance.count + event.definition.count + event.id.count + event.input.count
        case .signaled(let event):
            overhead + event.instance.count + event.name.count + event.id.count + event.data.count
        case .taskSucceeded(let event): overhead + event.task.instance.count + event.value.count
        case .taskFailed(let event):
            overhead + event.task.instance.count + event.type.count + event.message.count
        case .taskUnderWay(let event): overhead + event.task.instance.count
        case .command(let event): overhead + event.instance.count + event.id.count + event.command.byteCount
        case .question(let event): overhead + event.instance.count
        case .define(let event): overhead + event.document.count
        case .refused(let event):
            overhead + event.reason.count + event.topic.count + event.key.count + event.headers.count + event.data.count
        case .clock, .activate: overhead
        }
    }
}
