import SluiceEngine

/// One page of instances over all partitions, in the order of their ids.
enum InstanceMerge {
    private struct Line {
        var rows: ArraySlice<InstancePage.Row>
        var next: [UInt8]?
    }

    /// - Returns: up to `limit` rows, and the id to go on behind when there are more.
    static func page(
        _ client: Client, _ filter: ListFilter, after: [UInt8], limit: Int, timeout: Int64
    ) throws(CommandError) -> (rows: [InstancePage.Row], next: [UInt8]?) {
        var lines: [Line] = []
        for partition in 0..<client.log.shape.partitions {
            let page = try InstancePage.ask(client, partition, filter, after: after, limit: limit, timeout: timeout)
            lines.append(Line(rows: page.rows[...], next: page.next))
        }
        var rows: [InstancePage.Row] = []
        while true {
            // A partition whose page is used up may have smaller ids than all others: it is asked on first.
            for partition in lines.indices {
                while lines[partition].rows.isEmpty, let next = lines[partition].next {
                    let page = try InstancePage.ask(
                        client, partition, filter, after: next, limit: limit, timeout: timeout)
                    lines[partition] = Line(rows: page.rows[...], next: page.next)
                }
            }
            var least: Int?
            for partition in lines.indices {
                guard let row = lines[partition].rows.first else { continue }
                guard let other = least.flatMap({ lines[$0].rows.first }) else {
                    least = partition
                    continue
                }
                if row.id.lexicographicallyPrecedes(other.id) { least = partition }
            }
            guard let least else { return (rows, nil) }
            if rows.count == limit { return (rows, rows.last?.id) }
            rows.append(lines[least].rows.removeFirst())
        }
    }
}
