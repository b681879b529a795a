import SluiceExpressions
package import SluiceKernel

/// The instances of a replay's state, with their programs. Used by one thread.
package final class ReplayedInstances {
    private let state: any ReplayState
    private let registry: DefinitionRegistry
    private var programs: [Int64: GraphProgram] = [:]

    package init(_ state: any ReplayState, _ registry: DefinitionRegistry) {
        self.state = state
        self.registry = registry
    }

    /// Calls `body` with each instance, in the order of their ids.
    ///
    /// - Parameter withValues: whether values that have cells of their own are read too.
    /// - Throws: `corrupt` when a cell does not decode, whatever `body` throws.
    package func forEach(
        withValues: Bool = false,
        _ body: (UnsafePointer<Instance>, GraphProgram) throws(LogError) -> Void
    ) throws(LogError) {
        let kind = CellKey.Kind.instance.rawValue
        var cells = CellStream(state, from: [kind], to: [kind + 1])
        while let (key, value) = try cells.next() {
            let id = Array(key.dropFirst())
            var instance = try decode(id, value, withValues: withValues)
            let program = try program(of: instance.definition)
            try withUnsafePointer(to: &instance) { (place) throws(LogError) in try body(place, program) }
        }
    }

    private func decode(_ id: [UInt8], _ cell: [UInt8], withValues: Bool) throws(LogError) -> Instance {
        let result = id.withUnsafeBytes { id in
            cell.withUnsafeBytes { cell -> Result<Instance, CodecError> in
                do throws(CodecError) {
                    guard withValues else { return .success(try Instance(id: id, cell: cell, external: nil)) }
                    return .success(
                        try Instance(id: id, cell: cell) { slot throws(CodecError) in
                            guard let value = try? self.state.get(CellKey.value(id, slot: slot)) else {
                                throw CodecError("no cell for value \(slot)", at: 0)
                            }
                            return value
                        })
                } catch { return .failure(error) }
            }
        }
        do throws(CodecError) { return try result.get() } catch {
            throw LogError(.corrupt, "instance \(String(decoding: id, as: UTF8.self)): \(error)")
        }
    }

    private func program(of sequence: Int64) throws(LogError) -> GraphProgram {
        if let known = programs[sequence] { return known }
        guard let document = try state.get(CellKey.definition(sequence)) else {
            throw LogError(.corrupt, "no cell for definition \(sequence)")
        }
        do {
            let program = try document.withUnsafeBytes { try registry.program(for: $0) }
            programs[sequence] = program
            return program
        } catch {
            throw LogError(.mismatch, "definition \(sequence): \(error)")
        }
    }

    /// Puts a row for each instance that has not ended: those that have were put when they did.
    ///
    /// - Returns: how many there are.
    package func putUnended() throws(LogError) {
        var rows = CellBatch()
        try forEach { (instance, program) throws(LogError) in
            if instance.pointee.status.hasEnded { return }
            rows.put(
                EndRow.key(instance.pointee.id, instance.pointee.incarnation), InstanceView.unended(instance, program))
            guard rows.byteCount > 1 << 20 else { return }
            try state.put(rows)
            rows = CellBatch()
        }
        if !rows.isEmpty { try state.put(rows) }
    }

    /// Calls `body` with each instance as `get` shows it.
    package func forEachShown(_ body: ([UInt8]) -> Void) throws(LogError) {
        try forEach(withValues: true) { (instance, program) throws(LogError) in
            body(InstanceView.full(instance, program) { _ in true })
        }
    }
}

extension InstanceView {
    /// An instance that has not ended, as an outcome would tell of it, and what it waits for.
    static func unended(_ instance: UnsafePointer<Instance>, _ program: GraphProgram) -> [UInt8] {
        var object = JSONObject()
        object.string("instance", instance.pointee.id)
        object.members(program.title)
        object.string("status", instance.pointee.status.name)
        object.time("started", instance.pointee.startedAt)
        object.int("incarnation", instance.pointee.incarnation)
        object.value("waits_for") { bytes in
            bytes.append(UInt8(ascii: "["))
            var isFirst = true
            for index in instance.pointee.steps.indices {
                guard let wait = wait(index, of: instance, program) else { continue }
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                JSONWriter.string("\(wait) \(program.name(step: index))", into: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        }
        return object.finish()
    }

    /// What a step waits for, of an instance that has not ended; nil: nothing, or for other steps.
    private static func wait(
        _ step: Int, of instance: UnsafePointer<Instance>, _ program: GraphProgram
    ) -> String? {
        switch (instance.pointee.steps[step].phase, program.definition.steps[step].kind) {
        case (.pending, _): "a result of"
        case (.backoff, _): "another attempt of"
        case (.sidelined, _): "a person at"
        case (.open, .signal): "the signal of"
        case (.open, _): "the time of"
        default: nil
        }
    }
}
