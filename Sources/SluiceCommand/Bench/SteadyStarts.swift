import SluiceEngine
import SluiceKernel

/// Starts at a steady rate, a record each.
struct SteadyStarts {
    let log: any EventLog
    let workflow: String
    /// Of instance ids.
    let prefix: String
    let perSecond: Int

    /// Sends `count` of them.
    ///
    /// - Parameter due: told of each when it is due, and not when it could be sent: a stall of the sender counts. Gives the address
    ///   of whoever waits for its end.
    func send(_ count: Int, due told: (_ number: Int, _ due: Int64) -> ReplyAddress?) {
        let start = Clock.monotonic()
        let latch = Latch()
        for number in 0..<count {
            let due = start + Int64(number) * 1_000_000 / Int64(perSecond)
            let ahead = due - Clock.monotonic()
            if ahead > 0 { latch.wait(microseconds: ahead) }
            let record = record(number, told(number, due))
            while !log.append([record], observer: UnheardAppends.shared) { latch.wait(microseconds: 500) }
        }
    }

    private func record(_ number: Int, _ address: ReplyAddress?) -> AppendRecord {
        var writer = RecordWriter()
        let id = Array("\(prefix)\(number)".utf8)
        id.withUnsafeBytes { id in
            Array(workflow.utf8).withUnsafeBytes { name in
                Array("\(number % 1_000)".utf8).withUnsafeBytes {
                    writer.append(
                        .started(StartedEvent(instance: id, definition: name, id: id, input: $0, reply: address)))
                }
            }
        }
        return AppendRecord(partition: log.shape.partition(of: id), value: writer.take())
    }
}
