import SluiceKernel

extension PartitionLane {
    /// Rows of the store that one page looks at, at most: it may end early, and the asker goes on from its last id.
    private static let lookedRows = 10_000

    /// A page of instances in the order of their ids: those that changed of late over those in the store. Its work is near
    /// its limit, however many changed.
    func list(_ query: ListQuery, into object: inout JSONObject) {
        let limit = Int(query.limit)
        let after = Array(query.after)
        let (changed, isCut) = changedInstances(after: after, most: min(4 * limit + 256, PartitionLane.lookedRows))
        // Behind it there may be changed ones that are not among these.
        let bound = isCut ? changed.last?.pointee.instance.id : nil
        var rows: [(id: [UInt8], row: [UInt8])] = []
        var lastLooked: [UInt8]?
        var next = 0

        func consider(_ instance: Instance) {
            statistics.listed += 1
            guard let program = program(of: instance.definition), matches(query, instance, program) else { return }
            rows.append((instance.id, InstanceView.row(instance, program)))
        }
        /// Those before `id`; all: nil.
        func considerChanged(before id: UnsafeRawBufferPointer?) {
            while rows.count <= limit, next < changed.count {
                let entry = changed[next]
                if let id, !entry.pointee.instance.id.lexicographicallyPrecedes(id) { return }
                lastLooked = entry.pointee.instance.id
                if entry.pointee.isLive { consider(entry.pointee.instance) }
                next += 1
            }
        }

        var isComplete = true
        var looked = 0
        var start = [CellKey.Kind.instance.rawValue] + after
        if !after.isEmpty { start.append(0) }
        log.scan(partition, from: start, to: [CellKey.Kind.instance.rawValue + 1]) { key, value in
            let id = UnsafeRawBufferPointer(rebasing: key[1...])
            if let bound, bound.lexicographicallyPrecedes(id) { return false }
            considerChanged(before: id)
            if rows.count <= limit {
                looked += 1
                lastLooked = Array(id)
                if next < changed.count, changed[next].pointee.instance.id.elementsEqual(id) {
                    if changed[next].pointee.isLive { consider(changed[next].pointee.instance) }
                    next += 1
                } else if let instance = try? Instance(id: id, cell: value, external: nil) {
                    consider(instance)
                } else if let instance = find(id) {
                    consider(instance.pointee)
                }
            }
            isComplete = rows.count <= limit && looked < PartitionLane.lookedRows
            return isComplete
        }
        if isComplete {
            considerChanged(before: nil)
            isComplete = rows.count <= limit && !isCut
        }
        let page = rows.prefix(limit)
        object.value("instances") { bytes in
            bytes.append(UInt8(ascii: "["))
            for (index, row) in page.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(contentsOf: row.row)
            }
            bytes.append(UInt8(ascii: "]"))
        }
        if rows.count > limit, let last = page.last {
            object.string("next", last.id)
        } else if !isComplete, let lastLooked {
            object.string("next", lastLooked)
        }
    }

    private func matches(_ query: ListQuery, _ instance: Instance, _ program: GraphProgram) -> Bool {
        if !query.definition.isEmpty && !program.definition.name.utf8.elementsEqual(query.definition) { return false }
        if query.statuses != 0 && query.statuses & (1 << UInt16(instance.status.rawValue)) == 0 { return false }
        if query.since != 0 && instance.startedAt < query.since { return false }
        return query.until == 0 || instance.startedAt < query.until
    }

    /// The first instances behind `after` that the store has not, or has in an older form, in the order of their ids; and
    /// whether there are more.
    private func changedInstances(
        after: [UInt8], most: Int
    ) -> (entries: [UnsafeMutablePointer<InstanceEntry>], isCut: Bool) {
        var found: [UnsafeMutablePointer<InstanceEntry>] = []
        var bound: [UInt8]?
        func cut() {
            found.sort { $0.pointee.instance.id.lexicographicallyPrecedes($1.pointee.instance.id) }
            guard found.count > most else { return }
            found.removeLast(found.count - most)
            bound = found.last?.pointee.instance.id
        }
        func add(_ entry: UnsafeMutablePointer<InstanceEntry>) {
            let id = entry.pointee.instance.id
            guard after.lexicographicallyPrecedes(id) else { return }
            if let bound, !id.lexicographicallyPrecedes(bound) { return }
            found.append(entry)
            if found.count >= 2 * most { cut() }
        }
        for entry in dirty { add(entry) }
        // What changed again since it was frozen is among those above.
        for entry in frozen where !entry.pointee.isDirty { add(entry) }
        cut()
        return (found, bound != nil)
    }
}
