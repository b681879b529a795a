import SluiceKernel
import Testing

/// What a record of a source stands for.
@Suite("The rules of a source")
struct SourceMapperTests {
    private static func map(_ rules: [SourceRule], _ value: String, incarnation: UInt32 = 0) -> [String] {
        var found: [String] = []
        let (key, value) = (Array("k".utf8), Array(value.utf8))
        key.withUnsafeBytes { key in
            value.withUnsafeBytes { value in
                let record = FedRecord(
                    topic: "shop.orders", partition: 3, offset: 7, incarnation: incarnation, time: 0, key: key,
                    value: value,
                    headers: UnsafeRawBufferPointer(start: nil, count: 0))
                SourceMapper(rules).map(record) { found.append(text($0)) }
            }
        }
        return found
    }

    private static func text(_ entry: MappedEntry) -> String {
        func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }
        return switch entry {
        case .refused(let reason): "refused: \(reason)"
        case .event(.started(let event)):
            "start \(text(event.definition)) \(text(event.instance)) \(text(event.id)) \(text(event.input))"
        case .event(.signaled(let event)):
            "signal \(text(event.name)) \(text(event.instance)) \(text(event.id)) \(text(event.data))"
        case .event(let event): "\(event.kind)"
        }
    }

    private static func rule(_ target: SourceTarget, when: String? = nil) throws -> SourceRule {
        SourceRule(
            topic: "shop.orders", target: target,
            condition: try when.map { try SourceExpression($0, role: .condition) })
    }

    @Test("are tried in order: the first that takes a record has it, and no other; what none takes is passed over")
    func order() throws {
        let rules = [
            try SourceMapperTests.rule(.signal("large"), when: "value.n > 10"),
            try SourceMapperTests.rule(.signal("some"), when: "value.n > 0"),
            try SourceMapperTests.rule(.start(workflow: "w", version: 2), when: "value.n > -10"),
        ]
        #expect(SourceMapperTests.map(rules, #"{"n":11}"#) == [#"signal large k shop.orders/0/3/7 {"n":11}"#])
        #expect(SourceMapperTests.map(rules, #"{"n":10}"#) == [#"signal some k shop.orders/0/3/7 {"n":10}"#])
        #expect(SourceMapperTests.map(rules, #"{"n":-1}"#) == [#"start w k shop.orders/0/3/7 {"n":-1}"#])
        #expect(SourceMapperTests.map(rules, #"{"n":-10}"#) == [])
        #expect(SourceMapperTests.map([], #"{"n":1}"#) == [])
    }

    @Test("give a record of a topic that was made again another id than the one that stood in its place")
    func ids() throws {
        let rules = [try SourceMapperTests.rule(.signal("s"))]
        #expect(SourceMapperTests.map(rules, "1") == ["signal s k shop.orders/0/3/7 1"])
        #expect(SourceMapperTests.map(rules, "1", incarnation: 2) == ["signal s k shop.orders/2/3/7 1"])
    }
}
