import Sluice
import SluiceKernel
import Testing

@Suite struct `A definition is drawn as a Mermaid flowchart` {
    @Test func `with a shape for each kind, dotted conditions and timeouts`() throws {
        let definition = try #require(WorkflowDocument.read(Array(Checkout.yaml.utf8), format: .yaml).definition)
        #expect(
            MermaidWriter.flowchart(definition) == """
                flowchart TD
                    s0["reserve<br/>task warehouse.reserve"]
                    s1{{"payment<br/>signal payment"}}
                    s2>"payment-late"]
                    s3["remind<br/>task mail.remind"]
                    s4[/"total<br/>input.price * 2"/]
                    s5(("pause<br/>after 1h30m"))
                    s6(("tomorrow<br/>until times.start + duration(#34;24h#34;)"))
                    s7["check<br/>task fraud.check"]
                    s8{"chosen<br/>first of"}
                    s9[/"sum<br/>Swift"/]
                    input(["input"])
                    result(["result"])
                    input --> s0
                    s1 -.->|"timeout 1h"| s2
                    input --> s3
                    s2 --> s3
                    s0 -->|"after"| s4
                    input --> s4
                    s4 --> s7
                    input -.->|"when input.total #62; 100"| s7
                    s1 -.->|"when payment != null"| s7
                    input -.->|"when input.items.exists(i, i == #34;A#34;)"| s7
                    s7 --> s8
                    s4 --> s8
                    s8 --> s9
                    input --> s9
                    s9 --> result

                """)
    }

    @Test func `a long condition is written out once, and not at each arrow and step`() throws {
        let long = "input.total > 100 && payment != null && payment.sum > 3"
        let text = """
            sluice: 1
            workflow: w
            version: 1
            steps:
              payment: {signal: payment}
              check: {task: check, when: '\(long)'}
              book: {task: book, when: ['\(long)', 'input.a > payment.a', 'input.b']}
            result: '[check, book]'
            """
        let definition = try #require(WorkflowDocument.read(Array(text.utf8), format: .yaml).definition)
        let dotted = MermaidWriter.flowchart(definition).split(separator: "\n").filter { $0.contains("-.->") }
        #expect(
            dotted == [
                ##"    input -.->|"when input.total #62; 100 #38;#38; payment != null #38;#38; payment.sum #62; 3"| s1"##,
                ##"    s0 -.->|"when"| s1"##,
                ##"    input -.->|"when 1: input.total #62; 100 #38;#38; pay…"| s2"##,
                ##"    s0 -.->|"when 1"| s2"##,
                ##"    input -.->|"when 2: input.a #62; payment.a"| s2"##,
                ##"    s0 -.->|"when 2"| s2"##,
                ##"    input -.->|"when input.b"| s2"##,
            ])
    }

    @Test func `and nothing in a text can break out of its label`() {
        let definition = Definition(
            name: "w", version: 1,
            steps: [
                StepDefinition(
                    name: "a",
                    kind: .task(
                        TaskSettings(task: "`x` <b>\"]\n  s9[\"evil\"] & #35; \\ é 😀"), .expression("input")))
            ])
        let chart = MermaidWriter.flowchart(definition)
        #expect(chart.split(separator: "\n").count == 4)
        #expect(
            chart.contains(
                ##"s0["a<br/>task #96;x#96; #60;b#62;#34;]   s9[#34;evil#34;] #38; #35;35#59; #92; é #128512;"]"##))
    }
}
