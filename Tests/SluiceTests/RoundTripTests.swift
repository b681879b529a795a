import Sluice
import SluiceKernel
import Testing

@Suite struct `What is written is read as the same definition` {
    private func read(_ bytes: [UInt8], _ format: WorkflowDocument.Format) -> (Definition?, String) {
        let reading = WorkflowDocument.read(bytes, format: format)
        return (reading.definition, reading.problems.map(\.description).joined(separator: "\n"))
    }

    @Test(arguments: 0..<20)
    func `for random definitions, as canonical JSON, pretty JSON and YAML`(_ block: Int) {
        for seed in UInt64(block * 30)..<UInt64(block * 30 + 30) {
            let definition = RandomDefinition.make(seed: seed)
            let canonical = DefinitionWriter.canonicalJSON(definition)
            for (bytes, format) in [
                (canonical, WorkflowDocument.Format.json), (Array(DefinitionWriter.prettyJSON(definition).utf8), .json),
                (Array(DefinitionWriter.yaml(definition).utf8), .yaml), (canonical, .yaml),
            ] {
                let (again, problems) = read(bytes, format)
                let isSame = again == definition
                #expect(isSame, "seed \(seed): \(problems)\n\(String(decoding: bytes, as: UTF8.self))")
                guard let again else { return }
                // Swift takes some unlike strings for equal; bytes do not.
                #expect(DefinitionWriter.canonicalJSON(again) == canonical, "seed \(seed)")
                #expect(again.fingerprint == definition.fingerprint, "seed \(seed)")
            }
        }
    }

    @Test func `the example with every kind of step`() throws {
        let (definition, problems) = read(Array(Checkout.yaml.utf8), .yaml)
        let first = try #require(definition, "\(problems)")
        #expect(read(DefinitionWriter.canonicalJSON(first), .json).0 == first)
        #expect(read(Array(DefinitionWriter.yaml(first).utf8), .yaml).0 == first)
    }

    @Test func `a fingerprint changes with whatever matters`() {
        var random = SeededGenerator(seed: 3)
        var seen: Set<String> = []
        for seed in 0..<500 {
            var definition = RandomDefinition.make(seed: UInt64(seed))
            #expect(definition.fingerprint.utf8.count == 32)
            seen.insert(definition.fingerprint)
            definition.settings.revision = UInt32.random(in: 0...(.max), using: &random)
            seen.insert(definition.fingerprint)
        }
        #expect(seen.count == 1_000)
    }

    @Test func `a literal time is an expression from then on`() {
        let text = "sluice: 1\nworkflow: w\nversion: 1\nsteps:\n  a: {until: 2026-02-28T23:59:59+01:00, after: input}\n"
        let (definition, problems) = read(Array(text.utf8), .yaml)
        #expect(definition?.steps[0].kind == .timer(.until("timestamp(\"2026-02-28T23:59:59+01:00\")")), "\(problems)")
        #expect(definition?.steps[0].after == [.input])
    }
}
