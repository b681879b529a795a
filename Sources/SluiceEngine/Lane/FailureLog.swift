import SluiceKernel

/// Says in the log what failed, and why: the last failure of a step is in its instance, those before are nowhere else. And
/// what a person should look at.
///
/// A failure is warned of when a step waits for a person or an instance fails; one that the workflow provides for, a retry or
/// a step that is skipped, is told to those who debug. Each of the two may fill ``linesPerSecond`` lines; how many did not fit is
/// told by the next line that does. A lane that opens again folds what its last checkpoint lacks, and tells of that again.
/// Confined to its lane's thread.
package final class FailureLog {
    package static let linesPerSecond = 20
    /// The most bytes of a failure's message that a line has.
    private static let longestMessage = 512

    private struct Budget {
        /// Microseconds of the monotonic clock.
        var second: Int64 = .min
        var lines = 0
        var unlogged = 0

        /// One line. nil: this second has had its lines.
        ///
        /// - Returns: how many were not logged before.
        mutating func take(at time: Int64) -> Int? {
            if second == .min || time >= second + 1_000_000 {
                second = time
                lines = 0
            }
            guard lines < FailureLog.linesPerSecond else {
                unlogged += 1
                return nil
            }
            lines += 1
            defer { unlogged = 0 }
            return unlogged
        }
    }

    private let sink: any LogSink
    private let now: () -> Int64
    private var provided = Budget()
    private var final = Budget()

    /// - Parameter now: microseconds of a clock that does not go back.
    package init(_ sink: any LogSink, now: @escaping () -> Int64 = { Clock.monotonic() }) {
        self.sink = sink
        self.now = now
    }

    func failed(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int?, _ failure: TaskFailure,
        _ consequence: FailureConsequence
    ) {
        let level = FailureLog.level(consequence)
        guard sink.takes(level), let unlogged = take(level) else { return }
        var metadata = [
            ("instance", String(decoding: instance.pointee.id, as: UTF8.self)),
            ("workflow", "\(program.definition.name)@\(program.definition.version)"),
        ]
        if let step {
            metadata.append(("step", program.name(step: step)))
            let attempt = instance.pointee.steps[step].attempt
            if attempt > 0 { metadata.append(("attempt", "\(attempt)")) }
        }
        let type = InstanceExtras.text(Array(failure.type.utf8), FailureLog.longestMessage / 4)
        let message = InstanceExtras.text(Array(failure.message.utf8), FailureLog.longestMessage)
        metadata += [
            ("error", String(decoding: type, as: UTF8.self)), ("reason", String(decoding: message, as: UTF8.self)),
        ]
        if unlogged > 0 { metadata.append(("unlogged", "\(unlogged)")) }
        sink.log(level, FailureLog.text(consequence), metadata)
    }

    /// Something before an entry is missing in its channel: it is not applied, and its source sends again.
    func gap(in partition: Int, offset: Int64, _ admission: Admission) {
        var metadata = [("partition", "\(partition)"), ("offset", "\(offset)")]
        switch admission {
        case .channel(let source, let number): metadata += [("source", "\(source)"), ("number", "\(number)")]
        case .feed(let feed):
            metadata += [
                ("topic", "\(feed.topic)"), ("source", "\(feed.partition)"), ("previous", "\(feed.previous)"),
                ("source_offset", "\(feed.offset)"),
            ]
        case .direct: break
        }
        alarm("an entry came before one that is missing; its source sends again", metadata)
    }

    /// A topic does not take a record of a `publish` step, or of an attempt: it is a dead letter.
    func undelivered(_ record: AppendRecord, _ error: LogError) {
        let id = record.headers.first { $0.name == "ce_id" }?.value ?? []
        alarm(
            record.topic == .tasks
                ? "a queue refused an attempt: it is a dead letter, and has failed"
                : "a published record was refused and is a dead letter",
            [
                ("topic", record.destination), ("id", String(decoding: id, as: UTF8.self)),
                ("reason", error.message),
            ])
    }

    /// Something that a person should look at.
    func alarm(_ message: String, _ metadata: [(String, String)]) {
        guard let unlogged = take(.warning) else { return }
        sink.log(.warning, message, unlogged > 0 ? metadata + [("unlogged", "\(unlogged)")] : metadata)
    }

    private func take(_ level: LogLevel) -> Int? {
        level == .debug ? provided.take(at: now()) : final.take(at: now())
    }

    private static func level(_ consequence: FailureConsequence) -> LogLevel {
        switch consequence {
        case .retried, .skipped: .debug
        case .sidelined, .ended: .warning
        }
    }

    private static func text(_ consequence: FailureConsequence) -> String {
        switch consequence {
        case .retried: "an attempt failed; another follows"
        case .skipped: "a step failed and is skipped"
        case .sidelined: "a step failed and waits for a person"
        case .ended: "an instance failed"
        }
    }
}
