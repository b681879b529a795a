import Foundation
import ProbeWorkflows
import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel

/// A node that makes its own load: starts, repeated starts, signals early, late and twice. What the log has acknowledged is
/// noted in a file, from which the next process goes on.
final class ProbeLoad {
    /// Instances that are sent together.
    private static let batch = 6
    /// How much later the signal of an instance is sent, in instances.
    private static let distance = 20

    private let folder: String
    private let accepted: String
    private let ledger: ProbeLedger

    init(folder: String, accepted: String) throws {
        self.folder = folder
        self.accepted = accepted
        guard let ledger = ProbeLedger(path: accepted) else { throw ClientError.notFound }
        self.ledger = ledger
    }

    func run(finishes: Bool) throws {
        let log = try EmbeddedLog.open(folder: folder, shape: LogShape(partitions: 4, slots: 2))
        let notes = try CrashNotes(folder: folder)
        CrashNotes.installHandlers()
        let registrations = try ProbeWorkflows.all.map { try $0.register() }
        let node = Node(log: log, registrations: registrations, notes: notes)
        node.start()
        let client = Client(log: log)
        for registration in registrations { _ = try client.deploy(registration.definition) }
        var number = lastAccepted() + 1
        // Signals that the process before may not have sent.
        try send(signals: max(1, number - 3 * ProbeLoad.distance)..<max(1, number - ProbeLoad.distance), client)
        repeat {
            try send(starts: number..<number + ProbeLoad.batch, client)
            let late = max(1, number - ProbeLoad.distance)..<max(1, number - ProbeLoad.distance + ProbeLoad.batch)
            try send(signals: late, client)
            number += ProbeLoad.batch
            usleep(15_000)
        } while !finishes
        try send(signals: max(1, number - 3 * ProbeLoad.distance)..<number, client)
        node.watchDrained(within: 5_000)
        while !node.isDrained { usleep(2_000) }
        guard node.stop() else { exit(74) }
        log.close()
    }

    private func lastAccepted() -> Int {
        guard let text = try? String(contentsOfFile: accepted, encoding: .utf8) else { return 0 }
        return text.split(separator: "\n").compactMap { Int($0) }.max() ?? 0
    }

    private func send(starts numbers: Range<Int>, _ client: Client) throws {
        var records: [AppendRecord] = []
        for number in numbers {
            let input = ProbeInput(number: number)
            // Some signals come before their instance.
            if input.isLateSent { records.append(signal(input, "late", client)) }
            if number % 4 == 1 && input.ending != .waiting { records.append(signal(input, "go", client)) }
            for _ in 0...(number % 4 == 0 ? 1 : 0) { records.append(start(input, client)) }
        }
        try client.append(records)
        for number in numbers { ledger.note("\(number)") }
    }

    private func send(signals numbers: Range<Int>, _ client: Client) throws {
        var records: [AppendRecord] = []
        for number in numbers where ProbeInput(number: number).ending != .waiting {
            for _ in 0...(number % 6 == 0 ? 1 : 0) { records.append(signal(ProbeInput(number: number), "go", client)) }
        }
        if !records.isEmpty { try client.append(records) }
    }

    private func start(_ input: ProbeInput, _ client: Client) -> AppendRecord {
        let json = Array("{\"number\":\(input.number)}".utf8)
        return record(input, client) { id, writer in
            json.withUnsafeBytes { json in
                Array("probe".utf8).withUnsafeBytes { workflow in
                    writer.append(
                        .started(
                            StartedEvent(
                                instance: id, definition: workflow, version: 0, id: id, input: json, reply: nil)))
                }
            }
        }
    }

    private func signal(_ input: ProbeInput, _ name: String, _ client: Client) -> AppendRecord {
        let json = Array("{\"text\":\"\(name) \(input.number)\"}".utf8)
        return record(input, client) { id, writer in
            json.withUnsafeBytes { json in
                Array(name.utf8).withUnsafeBytes { name in
                    writer.append(.signaled(SignaledEvent(instance: id, name: name, id: name, data: json)))
                }
            }
        }
    }

    private func record(
        _ input: ProbeInput, _ client: Client, _ write: (UnsafeRawBufferPointer, inout RecordWriter) -> Void
    ) -> AppendRecord {
        let id = Array(input.instance.utf8)
        var writer = RecordWriter()
        id.withUnsafeBytes { write($0, &writer) }
        return AppendRecord(partition: client.log.shape.partition(of: id), value: writer.take())
    }
}
