extension PartitionFold {
    /// The newest meaning of records that this release knows.
    package static let newestFoldVersion: UInt32 = 1

    /// Versions of all workflows together: they are listed in one cell.
    package static let maximumDefinitions = 4_000

    /// Makes a definition known. Its document is kept as a cell; nothing starts by it until it is activated.
    func define(_ event: DefineEvent) -> Disposition {
        if state.definitions.contains(where: { $0.sequence == event.sequence }) { return .ignored }
        do {
            let (name, version) = try context.host.learn(event.sequence, document: event.document)
            let bytes = Array(name.utf8)
            let known = PartitionState.KnownDefinition(
                sequence: event.sequence, name: bytes, version: version, activation: -1)
            if state.definitions.contains(where: { $0.name == bytes && $0.version == version }) {
                return reject("workflow \(name) version \(version) is defined already", .define(event))
            }
            guard state.definitions.count < PartitionFold.maximumDefinitions else {
                return reject("\(state.definitions.count) definitions are known already", .define(event))
            }
            guard event.document.count <= context.largestValue else {
                return reject("the definition has \(event.document.count) bytes, too many for a record", .define(event))
            }
            let at = state.definitions.firstIndex { $0.sequence > event.sequence } ?? state.definitions.count
            state.definitions.insert(known, at: at)
            context.host.putDefinition(event.sequence, document: event.document)
            return .applied
        } catch {
            return reject("the definition does not compile: \(error)", .define(event))
        }
    }

    /// Lets a known definition, or a fold version, take effect from here on.
    func activate(_ event: ActivateEvent) -> Disposition {
        switch event.target {
        case .definition(let sequence):
            guard let index = state.definitions.firstIndex(where: { $0.sequence == sequence }) else {
                return reject("definition \(sequence) is not known here", .activate(event))
            }
            if state.definitions[index].activation >= event.sequence { return .ignored }
            state.definitions[index].activation = event.sequence
            return .applied
        case .foldVersion(let version):
            if version > PartitionFold.newestFoldVersion { return .beyond }
            state.foldVersion = max(state.foldVersion, version)
            return .applied
        }
    }
}
