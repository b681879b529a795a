import Sluice
import SluiceEngine
import SluiceKernel

/// `sluice deploy`
enum DeployVerb {
    static let verb = Verb(
        "deploy", "Deploy workflow documents to a running node.", operands: "FILE|FOLDER…", operandCount: 1...1_000,
        details: """
            All documents are checked first: if one has a mistake, none is deployed. Deploying the same content again changes
            nothing. A version never changes: other content under a deployed version is refused. New instances start by the
            version deployed last; those that are under way keep theirs.
            """,
        options: CommonOptions.asking,
        examples: [.init("sluice deploy workflows/", "All documents of a folder.")],
        exits: CommonOptions.askingExits + [
            .init(.no, "a version is deployed with another content"), .init(.data, "a document is not sound"),
            .init(.noInput, "a file or folder cannot be read"),
        ]
    ) { context in
        var definitions: [Definition] = []
        for operand in context.invocation.operands { definitions += try Documents.load(operand).map(\.definition) }
        let timeout = try context.invocation.duration("timeout") ?? 60_000
        for definition in definitions {
            let answer = JSONView(
                try Ask.call(context, "deploy", timeout: timeout) {
                    $0.json("document", DefinitionWriter.canonicalJSON(definition))
                })
            if context.isJSON {
                StandardOutput.line(answer.bytes)
            } else {
                let what = answer.bool("was_there") ? "is deployed already" : "deployed"
                StandardOutput.line("\(definition.name) version \(definition.version) \(what)")
            }
        }
        return .ok
    }
}
