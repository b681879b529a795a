import Sluice
import SluiceKernel

/// `sluice graph`
enum GraphVerb {
    static let verb = Verb(
        "graph", "Draw a workflow as a Mermaid flowchart.", operands: "[FILE|FOLDER]", operandCount: 0...1,
        details: """
            Prints the chart of a document, or of a hosted Swift workflow when no file is given. GitHub, GitLab and many wikis
            draw it. --as turns a workflow into its document instead: what travels to a node.
            """,
        options: [
            OptionSpec("workflow", short: "w", takes: .required("NAME"), "Which one, when there are several."),
            OptionSpec("as", takes: .required("FORM"), usual: "mermaid", "mermaid, yaml or json."),
        ],
        examples: [
            .init("sluice graph checkout.yaml", "Draw one document."),
            .init("orders graph --workflow order", "Draw a Swift workflow that the program hosts."),
        ],
        exits: [
            .init(.no, "no such workflow"), .init(.data, "the document is not sound"),
            .init(.noInput, "the file cannot be read"),
        ]
    ) { context in
        let form = try context.invocation.choice("as", ["mermaid", "yaml", "json"]) ?? "mermaid"
        let definition = try choose(context)
        switch form {
        case "yaml": StandardOutput.write(DefinitionWriter.yaml(definition))
        case "json": StandardOutput.write(DefinitionWriter.prettyJSON(definition))
        default: StandardOutput.write(MermaidWriter.flowchart(definition))
        }
        return .ok
    }

    private static func choose(_ context: CommandContext) throws(CommandError) -> Definition {
        var definitions: [Definition] = []
        if let path = context.invocation.operands.first {
            definitions = try Documents.load(path, context).map(\.definition)
            // A warning has said so.
            if definitions.isEmpty { throw CommandError(.no, "there is nothing to draw in \(path)") }
        } else {
            definitions = try context.registrations().map(\.definition)
            if definitions.isEmpty {
                throw CommandError(
                    .usage, "graph needs a file: this program hosts no workflow", hint: "Usage: sluice graph FILE")
            }
        }
        let names = definitions.map(\.name)
        if let name = context.invocation.text("workflow") {
            // Of several versions, the highest.
            if let found = definitions.filter({ $0.name == name }).max(by: { $0.version < $1.version }) { return found }
            throw CommandError(
                .no, "no workflow \(name.quotedForMessage)",
                hint: NearestName.hint(for: name, among: names, kind: "There are"))
        }
        guard definitions.count == 1, let only = definitions.first else {
            throw CommandError(
                .usage, "there are \(definitions.count) workflows: \(names.joinedForMessage("and"))",
                hint: "Name one with --workflow.")
        }
        return only
    }
}
