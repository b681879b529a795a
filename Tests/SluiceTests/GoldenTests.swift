import Sluice
import SluiceKernel
import Testing

/// The canonical form travels through the log and names definitions: a change here is a change of the format.
@Suite struct `The canonical form stays what it is` {
    private static let canonical =
        #"{"sluice":1,"workflow":"checkout","version":3,"retention":"30d","unknown_signals":"ignore","steps":{"#
        + #""reserve":{"task":"warehouse.reserve","retry":{"factor":2.5,"cap":"2m","jitter":0.1,"not":["CardDeclined"]},"#
        + #""timeout":"30s","deadline":"10m","on_failure":"fail"},"#
        + #""payment":{"signal":"payment","timeout":"1h"},"#
        + #""payment-late":{"timeout_of":"payment"},"#
        + #""remind":{"task":"mail.remind","inputs":["input","payment-late"],"retry":1},"#
        + #""total":{"transform":"input.price * 2","after":["reserve"]},"#
        + #""pause":{"timer":"1h30m"},"#
        + #""tomorrow":{"until":"times.start + duration(\"24h\")"},"#
        + #""check":{"task":"fraud.check","with":"total","#
        + #""when":["input.total > 100","payment != null","input.items.exists(i, i == \"A\")"]},"#
        + #""chosen":{"first_of":["check","total"]},"#
        + #""sum":{"transform":{"closure":["chosen","input"]}}},"#
        + #""result":"sum"}"#

    @Test func `of the example`() throws {
        let definition = try #require(WorkflowDocument.read(Array(Checkout.yaml.utf8), format: .yaml).definition)
        #expect(String(decoding: DefinitionWriter.canonicalJSON(definition), as: UTF8.self) == Self.canonical)
        #expect(definition.fingerprint == "a4607d77a840be8e8cd28e8cd6aef53d")
    }

    @Test func `of texts that need care`() {
        let definition = Definition(
            name: "w", version: 1,
            steps: [
                StepDefinition(
                    name: "a", kind: .signal(name: "\u{0}\u{1f}\t\n\r\"\\/é\u{7f}\u{85}\u{2028}\u{feff}😀", timeout: nil)
                )
            ], result: .expression("a"))
        let text = String(decoding: DefinitionWriter.canonicalJSON(definition), as: UTF8.self)
        let signal = #"\u0000\u001f\t\n\r\"\\/é\u007f\u0085\u2028\ufeff😀"#
        #expect(
            text
                == #"{"sluice":1,"workflow":"w","version":1,"steps":{"a":{"signal":"\#(signal)"}},"result":{"cel":"a"}}"#
        )
    }

    @Test func `and YAML for people reads well`() throws {
        let definition = try #require(WorkflowDocument.read(Array(Checkout.yaml.utf8), format: .yaml).definition)
        #expect(
            DefinitionWriter.yaml(definition) == """
                sluice: 1
                workflow: checkout
                version: 3
                retention: 30d
                unknown_signals: ignore
                steps:
                  reserve:
                    task: warehouse.reserve
                    retry: {factor: 2.5, cap: 2m, jitter: 0.1, not: [CardDeclined]}
                    timeout: 30s
                    deadline: 10m
                    on_failure: fail
                  payment: {signal: payment, timeout: 1h}
                  payment-late:
                    timeout_of: payment
                  remind: {task: mail.remind, inputs: [input, payment-late], retry: 1}
                  total:
                    transform: input.price * 2
                    after: [reserve]
                  pause:
                    timer: 1h30m
                  tomorrow:
                    until: 'times.start + duration("24h")'
                  check:
                    task: fraud.check
                    with: total
                    when: [input.total > 100, payment != null, 'input.items.exists(i, i == "A")']
                  chosen:
                    first_of: [check, total]
                  sum:
                    transform: {closure: [chosen, input]}
                result: sum

                """)
    }
}
