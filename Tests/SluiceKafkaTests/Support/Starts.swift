import Glibc
import SluiceEngine
import SluiceKernel
import Synchronization

/// Appends starts as any producer would, and sends again what was not confirmed.
final class Starts: AppendObserver {
    private struct State {
        var again: [AppendRecord] = []
        var open: [UInt64: AppendRecord] = [:]
        var next: UInt64 = 1
    }

    private let state = Mutex(State())
    private let log: any EventLog

    private let topic: LogTopic

    init(_ log: any EventLog, topic: LogTopic = .events) {
        self.log = log
        self.topic = topic
    }

    var unconfirmed: Int { state.withLock { $0.open.count } }

    func start(_ id: String, _ definition: String, input: String) {
        let id = Array(id.utf8)
        var writer = RecordWriter()
        id.withUnsafeBytes { instance in
            Array(definition.utf8).withUnsafeBytes { definition in
                Array(input.utf8).withUnsafeBytes { input in
                    let event = StartedEvent(instance: instance, definition: definition, id: instance, input: input)
                    writer.append(.started(event))
                }
            }
        }
        state.withLock { state in
            let record = AppendRecord(
                topic: topic, partition: log.shape.partition(of: id), key: id, value: writer.take(), token: state.next)
            state.open[state.next] = record
            state.again.append(record)
            state.next += 1
        }
    }

    /// Hands over what is new or has to be sent again.
    func flush() {
        let records = state.withLock { state in
            defer { state.again = [] }
            return state.again
        }
        if records.isEmpty || log.append(records, observer: self) { return }
        state.withLock { $0.again = records + $0.again }
    }

    func appended(token: UInt64, outcome: AppendOutcome) {
        state.withLock { state in
            if case .acknowledged = outcome {
                state.open[token] = nil
            } else if let record = state.open[token] {
                state.again.append(record)
            }
        }
    }
}
