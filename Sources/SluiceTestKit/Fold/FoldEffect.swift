package import SluiceKernel

/// What a fold asked of its host beside the state of the instance, as plain values to compare.
package enum FoldEffect: Equatable {
    case inserted([UInt8])
    case removed([UInt8])
    case earlySignals([UInt8], EarlySignals?)
    case history([UInt8], block: UInt32, [UInt8]?)
    case definition(Int64, [UInt8])
    case taskReady([UInt8], step: Int, attempt: UInt16)
    case taskGone([UInt8], step: Int, attempt: UInt16, cancel: Bool)
    case timerSet([UInt8], InstanceTimer)
    case timerCleared([UInt8], InstanceTimer)
    case ended([UInt8], InstanceStatus)
    case deadLetter(String, kind: EventKind, id: [UInt8])
    case answer(ReplyAddress, String)
    case sent(to: UInt32, number: UInt64, [UInt8])
    case published(PublishedCopy)

    package static func sent(_ event: Event, to partition: UInt32, number: UInt64) -> FoldEffect {
        .sent(to: partition, number: number, ScriptedEvent(event).record)
    }

    package static func answer(_ address: ReplyAddress, _ answer: Answer) -> FoldEffect {
        switch answer {
        case .instance(let instance, _): .answer(address, "instance \(InstanceSnapshot(instance.pointee).digest)")
        case .history(let instance, _, let from):
            .answer(address, "history from \(from) of \(InstanceSnapshot(instance.pointee).digest)")
        case .list(let query): .answer(address, "list after \(EventText.text(query.after))")
        case .definitions(let known): .answer(address, "definitions \(known)")
        case .notFound(let id): .answer(address, PartitionFold.problem(withAbsent: id))
        case .rejected(let reason): .answer(address, "rejected: \(reason)")
        }
    }
}
