import SluiceKernel
import Testing

@Suite struct `The graph of a definition knows who waits for whom` {
    private func definition(_ steps: String, result: String = "null") throws -> Definition {
        let text = #"{"sluice":1,"workflow":"w","version":1,"steps":{\#(steps)},"result":\#(result)}"#
        let reading = DefinitionReader.read(json: Array(text.utf8))
        return try #require(reading.definition, "\(reading.problems)")
    }

    @Test func `given by lists, expressions, after, and the kinds' own references`() throws {
        let graph = try definition(
            #""a":{"task":"t"},"b":{"task":"t","inputs":["a","input"]},"c":{"transform":"a.x + b.y + input.z"},"#
                + #""d":{"signal":"s","timeout":"duration(string(a.wait))","after":["b"]},"late":{"timeout_of":"d"},"#
                + #""e":{"first_of":["c","late"]},"f":{"until":"times.d + duration('1h')"},"#
                + #""g":{"task":"t","with":"e","when":["a.ok","e != null","input.ok"]},"h":{"task":"t","inputs":[],"when":"g != null"}"#,
            result: "\"[e, times.f]\""
        ).graph
        #expect(graph.steps.map(\.given) == [[], [0], [0, 1], [1], [3], [2, 4], [3], [5], []])
        #expect(graph.steps.map(\.awaited) == [[], [], [], [0], [], [], [], [0], [7]])
        #expect(graph.steps.map(\.takesInput) == [true, true, true, false, false, false, false, false, false])
        #expect(graph.result == [5, 6])
        #expect(graph.inFlowOrder() == [0, 1, 2, 3, 4, 6, 5, 7, 8])
        #expect(graph.cycles() == [])
    }

    @Test func `names in expressions stand for steps, times and the input`() throws {
        let definition = try definition(
            #""a":{"task":"t"},"b-c":{"task":"t"},"d":{"task":"t","with":"[input, a, steps.a, steps['b-c'], times.a, times['b-c'], times.start, a]"}"#
        )
        let scope = DefinitionScope(definition)
        let site = try #require(definition.expressionSites(ofStep: 2).first)
        #expect(
            try scope.compile(site).names == [
                .value(.input), .value(.step(0)), .value(.step(0)), .value(.step(1)), .time(0), .time(1), .startTime,
            ])
        #expect(
            scope.reads(site) == [.value(.input), .value(.step(0)), .value(.step(1)), .time(0), .time(1), .startTime])
    }

    @Test func `a variable of a macro hides a step`() throws {
        let graph = try definition(
            #""i":{"task":"t"},"b":{"task":"t","with":"input.items.map(i, i.x)"},"c":{"task":"t","with":"[1].map(j, i)"}"#
        ).graph
        #expect(graph.steps.map(\.given) == [[], [], [0]])
    }

    @Test func `a skipped time compares with null`() throws {
        _ = try definition(#""a":{"task":"t"},"b":{"task":"t","when":["times.a != null","has(times.a)","a == null"]}"#)
    }

    @Test func `each cycle is found from its lowest step on, in the order of the flow`() {
        func graph(_ given: [[Int]]) -> DefinitionGraph {
            let steps = given.indices.map {
                StepDefinition(name: "s\($0)", kind: .firstOf(given[$0].map { .step($0) }))
            }
            return DefinitionGraph(Definition(name: "w", version: 1, steps: steps)) { _ in [] }
        }
        #expect(graph([[2], [0], [1]]).cycles() == [[0, 1, 2]])
        #expect(graph([[0]]).cycles() == [[0]])
        #expect(graph([[], [2], [1], [4, 0], [3]]).cycles() == [[1, 2], [3, 4]])
        #expect(graph((0..<2_000).map { [$0 + 1] } + [[0]]).cycles().map(\.count) == [2_001])
    }
}
