import Sluice
import SluiceKernel
import Testing

@Suite struct `A publish step in a document` {
    private static let yaml = """
        sluice: 1
        workflow: w
        version: 1
        steps:
          paid: {signal: paid}
          all:
            publish: orders.paid
            key: input.customer
            with: '{"id": input.id}'
            type: com.shop.paid
            headers: {region: input.region, n: '7'}
            delivery: at least once
            when: paid != null
            after: [paid]
            on_failure: skip
          brief: {publish: orders.all}
          both: {publish: orders.both, inputs: [input, paid], delivery: exactly once}

        """

    private static func read(_ steps: String) -> DefinitionReading {
        WorkflowDocument.read(Array("sluice: 1\nworkflow: w\nversion: 1\nsteps:\n\(steps)".utf8), format: .yaml)
    }

    @Test func `is read with all its fields`() throws {
        let definition = try #require(WorkflowDocument.read(Array(Self.yaml.utf8), format: .yaml).definition)
        var all = PublishSettings(topic: "orders.paid")
        all.key = "input.customer"
        all.type = "com.shop.paid"
        all.headers = [
            PublishHeader(name: "region", value: "input.region"), PublishHeader(name: "n", value: "7"),
        ]
        all.delivery = .atLeastOnce
        #expect(definition.steps[1].kind == .publish(all, .expression("{\"id\": input.id}")))
        #expect(definition.steps[1].onFailure == .skip)
        #expect(definition.steps[2].kind == .publish(PublishSettings(topic: "orders.all"), .expression("input")))
        #expect(
            definition.steps[3].kind == .publish(PublishSettings(topic: "orders.both"), .values([.input, .step(0)])))
    }

    /// The canonical form travels through the log: a change here is a change of the format.
    @Test func `travels in its canonical form, and comes back`() throws {
        let definition = try #require(WorkflowDocument.read(Array(Self.yaml.utf8), format: .yaml).definition)
        let canonical =
            #"{"sluice":1,"workflow":"w","version":1,"steps":{"paid":{"signal":"paid"},"#
            + #""all":{"publish":"orders.paid","key":"input.customer","with":"{\"id\": input.id}","type":"com.shop.paid","#
            + #""headers":{"region":"input.region","n":"7"},"delivery":"at least once","after":["paid"],"#
            + #""when":"paid != null","on_failure":"skip"},"#
            + #""brief":{"publish":"orders.all"},"both":{"publish":"orders.both","inputs":["input","paid"]}}}"#
        #expect(String(decoding: DefinitionWriter.canonicalJSON(definition), as: UTF8.self) == canonical)
        #expect(DefinitionReader.read(json: Array(canonical.utf8)).definition == definition)
        let yaml = DefinitionWriter.yaml(definition)
        #expect(WorkflowDocument.read(Array(yaml.utf8), format: .yaml).definition == definition)
    }

    @Test func `waits for what its key and headers read, and is skipped with its value alone`() throws {
        let steps = """
              a: {signal: a, timeout: 1h}
              b: {signal: b}
              out: {publish: t, with: a, key: b.key, headers: {x: b.x}}
            """
        let definition = try #require(Self.read(steps).definition)
        #expect(definition.graph.steps[2].given == [0])
        #expect(definition.graph.steps[2].awaited == [1])
        #expect(!definition.graph.steps[2].takesInput)
    }

    @Test func `is drawn with its topic`() throws {
        let definition = try #require(
            Self.read("  a: {publish: orders.paid, key: input.id, with: input.total}").definition)
        #expect(
            MermaidWriter.flowchart(definition) == """
                flowchart TD
                    s0[["a<br/>publish orders.paid"]]
                    input(["input"])
                    input --> s0

                """)
    }

    @Test(
        arguments: [
            ("  a: {publish: 7}", "steps.a.publish: expected the name of a topic, found a number"),
            ("  a: {publish: a b}", "steps.a.publish: the topic: name 'a b' has other characters than allowed"),
            ("  a: {publish: t, key: '[1]'}", "steps.a.key: expected text, and this is of type list(int): '[1]'"),
            ("  a: {publish: t, headers: [x]}", "steps.a.headers: expected a mapping from the name of a header"),
            (
                "  a: {publish: t, headers: {ce_x: '1'}}",
                "steps.a.headers.ce_x: the header 'ce_x' is written by the engine"
            ),
            ("  a: {publish: t, headers: {x: b}}", "steps.a.headers.x: there is no variable 'b'"),
            ("  a: {publish: t, delivery: twice}", "expected exactly once or at least once, found 'twice'"),
            ("  a: {publish: t, with: input, inputs: [input]}", "'with' and 'inputs' exclude each other"),
            ("  a: {publish: t, retry: 3}", "'retry' belongs to a task, and this is a publish"),
            ("  a: {task: t, delivery: exactly once}", "'delivery' belongs to a publish, and this is a task"),
        ])
    func `tells what is wrong with it`(steps: String, problem: String) {
        let problems = Self.read(steps).problems.map { "\($0)" }
        #expect(problems.contains { $0.contains(problem) }, "\(problems)")
    }
}
