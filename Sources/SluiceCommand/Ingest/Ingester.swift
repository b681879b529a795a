import SluiceEngine
import SluiceKernel

/// Reads files of lines and appends their events.
struct Ingester {
    private let mapping: EventMapping
    private let sink: any IngestSink
    private let rejects: RejectReport
    private let lineLimit: Int
    private var progress: Progress?
    private var packer: EventPacker
    private var event = LineEvent()
    private var signal: [UInt8] = []
    private(set) var report = IngestReport()

    init(
        mapping: EventMapping, sink: any IngestSink, rejects: RejectReport, lineLimit: Int, progress: Progress?
    ) {
        self.mapping = mapping
        self.sink = sink
        self.rejects = rejects
        self.lineLimit = lineLimit
        self.progress = progress
        packer = EventPacker(shape: sink.shape)
        signal = mapping.signalPrefix
        report.unseenStarts = UnseenStarts(mapping.starts)
    }

    /// Ingests all files; only what is durable counts as confirmed.
    mutating func run(_ files: [String]) throws(CommandError) {
        let start = Clock.monotonic()
        for file in files { try ingest(file) }
        try sink.append(packer.takeAll())
        try sink.finish()
        report.confirmed = sink.confirmed
        report.elapsed = Clock.monotonic() - start
        try rejects.finish()
        progress?.finish()
    }

    private mutating func ingest(_ file: String) throws(CommandError) {
        let format = try mapping.format(of: file)
        let input = try InputBuffer(file)
        report.files += 1
        switch format {
        case .csv(let delimiter):
            var reader = try CSVEventReader(input, delimiter: delimiter, mapping: mapping, limit: lineLimit)
            while true {
                let outcome = try reader.next()
                if case .end = outcome { break }
                try take(outcome, input) { record, event throws(LineRejection) in try reader.read(record, into: &event)
                }
            }
        case .jsonLines:
            var reader = JSONEventReader(input, mapping: mapping, limit: lineLimit)
            while true {
                let outcome = try reader.next()
                if case .end = outcome { break }
                try take(outcome, input) { record, event throws(LineRejection) in try reader.read(record, into: &event)
                }
            }
        }
        report.bytes += input.bytesRead
    }

    private mutating func take(
        _ outcome: LineOutcome, _ input: InputBuffer,
        _ read: (UnsafeBufferPointer<UInt8>, inout LineEvent) throws(LineRejection) -> Void
    ) throws(CommandError) {
        report.lines += 1
        switch outcome {
        case .record(let record, let line):
            do throws(LineRejection) {
                try read(record, &event)
                try pack()
            } catch {
                try reject(record, input, line, error.reason)
            }
        case .broken(let text, let line, let reason): try reject(text, input, line, reason)
        case .end: break
        }
        if packer.isReady { try sink.append(packer.take()) }
        if report.lines & 0xfff == 0 { progress?.show(report, of: input, confirmed: sink.confirmed) }
    }

    private mutating func reject(
        _ text: UnsafeBufferPointer<UInt8>, _ input: InputBuffer, _ line: Int, _ reason: String
    ) throws(CommandError) {
        report.rejected += 1
        try rejects.reject(text, file: input.name, line: line, reason: reason)
    }

    private mutating func pack() throws(LineRejection) {
        let isLeftOut = !mapping.only.isEmpty && !mapping.only.contains(event.type)
        if isLeftOut || (!mapping.ignored.isEmpty && mapping.ignored.contains(event.type)) {
            report.leftOut += 1
            return
        }
        if let problem = event.instance.withUnsafeBytes({ PartitionFold.problem(withID: $0) }) {
            throw LineRejection(problem)
        }
        report.unseenStarts.see(event.type)
        let workflow = mapping.starts[event.type]
        if workflow == nil {
            signal.removeLast(signal.count - mapping.signalPrefix.count)
            signal.append(contentsOf: event.type)
        }
        event.instance.withUnsafeBytes { instance in
            event.eventID.withUnsafeBytes { id in
                event.data.withUnsafeBytes { data in
                    (workflow ?? signal).withUnsafeBytes { name in
                        if workflow != nil {
                            packer.add(
                                .started(
                                    StartedEvent(
                                        instance: instance, definition: name, id: id, time: event.time, input: data)))
                        } else {
                            packer.add(
                                .signaled(
                                    SignaledEvent(instance: instance, name: name, id: id, time: event.time, data: data))
                            )
                        }
                    }
                }
            }
        }
        if workflow != nil { report.starts += 1 } else { report.signals += 1 }
    }
}
