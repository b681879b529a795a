import SluiceEngine

/// One page of instances over all partitions, in the order of their ids.
enum InstanceMerge {
    private struct Line {
        var rows: ArraySlice<InstancePage.Row>
        var next: [UInt8]?
        /// How many are asked for next time.
        var share: Int
    }

    /// - Returns: up to `limit` rows, and the id to go on behind when there are more.
    static func page(
        _ client: Client, _ filter: ListFilter, after: [UInt8], limit: Int, timeout: Int64
    ) throws(CommandError) -> (rows: [InstancePage.Row], next: [UInt8]?) {
        var lines: [Line] = []
        let partitions = client.log.shape.partitions
        // Ids are spread evenly, so about as many of a page come from each, and what is asked for beyond is read in vain.
        let share = min(limit, limit / partitions * 5 / 4 + 8)
        for partition in 0..<partitions {
            let page = try InstancePage.ask(client, partition, filter, after: after, limit: share, timeout: timeout)
            lines.append(Line(rows: page.rows[...], next: page.next, share: share))
        }
        var rows: [InstancePage.Row] = []
        while true {
            // A partition whose page is used up may have smaller ids than all others: it is asked on first.
            for partition in lines.indices {
                while lines[partition].rows.isEmpty, let next = lines[partition].next {
                    // With a filter they may be spread unevenly.
                    let share = min(limit, lines[partition].share * 2)
                    let page = try InstancePage.ask(
                        client, partition, filter, after: next, limit: share, timeout: timeout)
                    lines[partition] = Line(rows: page.rows[...], next: page.next, share: share)
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
