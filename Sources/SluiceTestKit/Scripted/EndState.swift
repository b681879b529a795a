import SluiceEngine
package import SluiceKernel

/// What a store holds, decoded, without what faults may legitimately change: times, offsets, history, the memory of ids.
package struct EndState: Equatable, CustomStringConvertible {
    /// A line for each instance and for each id with early signals, by partition and id.
    package private(set) var lines: [String] = []

    package init(_ broker: ScriptedBroker) throws {
        for partition in 0..<broker.shape.partitions { lines += try EndState.lines(broker.stores[partition]) }
    }

    package var description: String { lines.joined(separator: "\n") }

    /// The line of one instance.
    package subscript(id: String) -> String? { lines.first { $0.hasPrefix("\(id): ") } }

    private static func lines(_ store: ScriptedStore) throws -> [String] {
        var lines: [String] = []
        for (key, value) in zip(store.keys, store.values) {
            let id = String(decoding: key.dropFirst(), as: UTF8.self)
            switch CellKey.Kind(rawValue: key[0]) {
            case .instance: lines.append("\(id): \(describe(try instance(Array(key.dropFirst()), value, store)))")
            case .earlySignals:
                let kept = try value.withUnsafeBytes { try EarlySignals(cell: $0) }
                let names = kept.signals.map { "\(EventText.text($0.name)) \(EventText.text($0.data))" }
                lines.append("\(id): waits with \(names)")
            default: continue
            }
        }
        return lines
    }

    package static func instance(_ id: [UInt8], _ cell: [UInt8], _ store: ScriptedStore) throws -> Instance {
        try id.withUnsafeBytes { id in
            try cell.withUnsafeBytes { cell in
                try Instance(id: id, cell: cell) { slot throws(CodecError) in
                    guard let value = store.get(CellKey.value(id, slot: slot)) else {
                        throw CodecError("no cell for value \(slot)", at: 0)
                    }
                    return value
                }
            }
        }
    }

    package static func describe(_ instance: Instance) -> String {
        var parts = [instance.status.name]
        for step in instance.steps.indices {
            let state = instance.steps[step]
            var text = "\(step)=\(state.phase.name)"
            if state.attempt > 0 { text += "#\(state.attempt)" }
            if state.phase == .done || (state.phase == .waiting && state.flags.contains(.arrived)) {
                text += " " + instance.withValue(step: step) { EventText.text($0) }
            }
            parts.append(text)
        }
        for failure in instance.extras?.failures ?? [] {
            parts.append("\(failure.step)!\(EventText.text(failure.type))")
        }
        if let reason = instance.extras?.reason, !reason.isEmpty { parts.append("because \(EventText.text(reason))") }
        if instance.resultLength > 0 {
            let range = Int(instance.resultOffset)..<Int(instance.resultOffset) + Int(instance.resultLength)
            parts.append("result \(EventText.text(Array(instance.arena[range])))")
        }
        for timer in instance.timers { parts.append("\(timer.id.kind)/\(timer.id.step)") }
        return parts.joined(separator: ", ")
    }
}
