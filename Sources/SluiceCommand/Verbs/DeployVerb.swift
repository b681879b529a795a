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

            A document whose transforms are Swift code (written by the builder, exported by 'graph --as json') is refused by a node
            that does not hold this code: deploy it from the program that does.
            """,
        options: CommonOptions.asking,
        examples: [.init("sluice deploy workflows/", "All documents of a folder.")],
        exits: CommonOptions.askingExits + [
            .init(.no, "a version is deployed with another content, or the node lacks its Swift code"),
            .init(.data, "a document is not sound"),
            .init(.noInput, "a file or folder cannot be read"),
        ]
    ) { context in
        var definitions: [Definition] = []
        for operand in context.invocation.operands {
            definitions += try Documents.load(operand, context).map(\.definition)
        }
        for definition in definitions {
            let answer = JSONView(
                try Ask.call(context, "deploy") {
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
