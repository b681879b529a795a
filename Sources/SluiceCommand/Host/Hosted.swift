import Sluice
import SluiceKernel

/// What `dev` and `run` deploy: documents of a folder, and the hosted workflows.
enum Hosted {
    static let definitionsOption = OptionSpec(
        "definitions", takes: .required("PATH"), isRepeatable: true, usual: "the setting 'definitions', else none",
        "A folder or file of documents to deploy.")

    static let shapeOptions: [OptionSpec] = [
        OptionSpec(
            "partitions", takes: .required("COUNT"), usual: "16",
            "Partitions of a data folder that is made anew; fixed from then on."),
        OptionSpec(
            "slots", takes: .required("COUNT"), usual: "4",
            "Lanes, each a thread; the partitions are a multiple of it. Fixed when the folder is made."),
    ]

    /// Definitions in the order of the operands, then the hosted ones.
    static func definitions(
        _ context: CommandContext, _ registrations: [Registration]
    ) throws(CommandError) -> [Definition] {
        var paths = context.invocation.texts("definitions")
        if paths.isEmpty && !context.settings.definitions.isEmpty { paths = [context.settings.definitions] }
        var definitions: [Definition] = []
        for path in paths { definitions += try Documents.load(path, context).map(\.definition) }
        return definitions + registrations.map(\.definition)
    }
}
