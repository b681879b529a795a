import Sluice
import SluiceKernel
import Testing

@Suite struct `Damaged documents give problems and never a crash` {
    private static let scraps = [
        "[", "]", "{", "}", ":", ": ", "- ", ",", "\"", "'", "\n", "\n  ", "|", ">", "&a ", "*a", "!", "#", "---\n",
        "\u{0}", "\u{feff}",
        "null", "0", "-1", "1e999", "99999999999999999999", "task", "steps", "input", "\\", "\\u", "\\ud800", "é",
        "steps: ", "when: ",
    ]

    /// What must hold of any reading, whatever was read.
    private func check(_ bytes: [UInt8], _ format: WorkflowDocument.Format, _ context: @autoclosure () -> String) {
        let reading = WorkflowDocument.read(bytes, format: format, file: "f")
        #expect((reading.definition == nil) == !reading.problems.areOnlyWarnings, "\(context())")
        for problem in reading.problems {
            let isPlaced = problem.place.map { $0.line >= 1 && $0.column >= 1 && $0.file == "f" } ?? false
            #expect(isPlaced, "\(context()): \(problem)")
        }
        if let definition = reading.definition {
            let again = DefinitionReader.read(json: DefinitionWriter.canonicalJSON(definition))
            #expect(again.definition == definition, "\(context())")
        }
    }

    private func damage(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...20, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            case 4: bytes[place] = UInt8.random(in: 0x20...0x7e, using: &random)
            default:
                let scrap = Self.scraps[Int.random(in: 0..<Self.scraps.count, using: &random)]
                bytes.insert(contentsOf: scrap.utf8, at: place)
            }
        }
        return bytes
    }

    @Test(arguments: 0..<16)
    func `seeded damage`(_ block: Int) {
        for round in 0..<150 {
            let seed = UInt64(block * 1_000 + round)
            var random = SeededGenerator(seed: seed)
            let definition = RandomDefinition.make(seed: seed)
            let yaml = random.chance(30) ? Checkout.yaml : DefinitionWriter.yaml(definition)
            check(damage(Array(yaml.utf8), &random), .yaml, "YAML, seed \(seed)")
            check(damage(DefinitionWriter.canonicalJSON(definition), &random), .json, "JSON, seed \(seed)")
        }
    }

    @Test func `every truncation of YAML`() {
        let bytes = Array(Checkout.yaml.utf8)
        for count in 0..<bytes.count { check(Array(bytes[..<count]), .yaml, "the first \(count) bytes") }
    }

    @Test func `every truncation of JSON is an error`() throws {
        let definition = try #require(WorkflowDocument.read(Array(Checkout.yaml.utf8), format: .yaml).definition)
        let bytes = DefinitionWriter.canonicalJSON(definition)
        for count in 0..<bytes.count {
            check(Array(bytes[..<count]), .json, "the first \(count) bytes")
            #expect(DefinitionReader.read(json: Array(bytes[..<count])).definition == nil)
        }
    }

    @Test func `every flipped byte of JSON`() throws {
        let definition = RandomDefinition.make(seed: 11)
        let bytes = DefinitionWriter.canonicalJSON(definition)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0xff
            check(damaged, .json, "byte \(index)")
            damaged[index] = bytes[index] ^ 1
            check(damaged, .json, "byte \(index), lowest bit")
        }
    }
}
