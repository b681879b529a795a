import SluiceEngine
import SluiceKernel

/// Reads a topic of a node, all partitions in the order of time.
struct RecordCursor {
    private struct Line {
        var next: Int64
        var end: Int64 = .max
        var rows: ArraySlice<JSONView> = []
    }

    private let client: any Connection
    private let topic: LogTopic
    private var lines: [Line]

    /// - Parameter atEnd: begin behind what is there.
    init(_ context: CommandContext, _ topic: LogTopic, atEnd: Bool) throws(CommandError) {
        client = try context.connect()
        self.topic = topic
        let hello = JSONView(try client.call(RequestWriter("hello").finish(), wait: 10_000))
        let partitions = Int(hello.int("partitions") ?? 0)
        lines = Array(repeating: Line(next: atEnd ? -2 : -1), count: partitions)
        if atEnd { for partition in lines.indices { try fetch(partition) } }
    }

    /// The next record; nil: there are no more for now.
    mutating func next() throws(CommandError) -> JSONView? {
        for partition in lines.indices
        where lines[partition].rows.isEmpty && lines[partition].next < lines[partition].end {
            try fetch(partition)
        }
        var least: (partition: Int, time: String)?
        for partition in lines.indices {
            // All times have one form, so their texts order as they do.
            guard let time = lines[partition].rows.first?.text("time") else { continue }
            if least == nil || time < least!.time { least = (partition, time) }
        }
        return least.flatMap { lines[$0.partition].rows.popFirst() }
    }

    /// Looks for records that came since.
    mutating func lookAgain() { for partition in lines.indices { lines[partition].end = .max } }

    private mutating func fetch(_ partition: Int) throws(CommandError) {
        var request = RequestWriter("records")
        request.object.string("topic", topic.name)
        request.object.int("partition", Int64(partition))
        request.object.int("from", lines[partition].next)
        let page = JSONView(try client.call(request.finish(), wait: 10_000))
        lines[partition].rows = page.list("records")[...]
        lines[partition].next = page.int("next") ?? lines[partition].next
        lines[partition].end = page.int("end") ?? 0
    }
}
