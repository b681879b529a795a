import SluiceEngine
import SluiceKernel

/// Reads topics of a node, all partitions in the order of time.
struct RecordCursor {
    private struct Line {
        let topic: LogTopic
        let partition: Int
        var next: Int64
        var end: Int64 = .max
        var rows: ArraySlice<JSONView> = []
    }

    private let client: any Connection
    private var lines: [Line]

    /// - Parameter atEnd: begin behind what is there.
    init(_ context: CommandContext, _ topics: [LogTopic], atEnd: Bool) throws(CommandError) {
        client = try context.connect()
        let hello = JSONView(try client.call(RequestWriter("hello").finish(), wait: 10_000))
        let partitions = Int(hello.int("partitions") ?? 0)
        lines = topics.flatMap { topic in
            (0..<partitions).map { Line(topic: topic, partition: $0, next: atEnd ? -2 : -1) }
        }
        if atEnd { for index in lines.indices { try fetch(index) } }
    }

    /// The next record; nil: there are no more for now.
    mutating func next() throws(CommandError) -> JSONView? {
        for index in lines.indices where lines[index].rows.isEmpty && lines[index].next < lines[index].end {
            try fetch(index)
        }
        var least: (index: Int, time: String)?
        for index in lines.indices {
            // All times have one form, so their texts order as they do.
            guard let time = lines[index].rows.first?.text("time") else { continue }
            if least == nil || time < least!.time { least = (index, time) }
        }
        return least.flatMap { lines[$0.index].rows.popFirst() }
    }

    /// Looks for records that came since.
    mutating func lookAgain() { for index in lines.indices { lines[index].end = .max } }

    private mutating func fetch(_ index: Int) throws(CommandError) {
        var request = RequestWriter("records")
        request.object.string("topic", lines[index].topic.name)
        request.object.int("partition", Int64(lines[index].partition))
        request.object.int("from", lines[index].next)
        let page = JSONView(try client.call(request.finish(), wait: 10_000))
        lines[index].rows = page.list("records")[...]
        lines[index].next = page.int("next") ?? lines[index].next
        lines[index].end = page.int("end") ?? 0
    }
}
