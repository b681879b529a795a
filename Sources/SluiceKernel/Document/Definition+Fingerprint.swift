extension Definition {
    /// 32 hexadecimal digits over the canonical JSON: equal for equal definitions, in every process and release.
    package var fingerprint: String { Definition.fingerprint(of: DefinitionWriter.canonicalJSON(self)) }

    /// The fingerprint of a definition by its canonical JSON.
    package static func fingerprint(of canonicalJSON: [UInt8]) -> String {
        Array("sluice.definition".utf8).withUnsafeBytes { label in
            canonicalJSON.withUnsafeBytes { StateHash.cell(key: label, value: $0).description }
        }
    }
}
