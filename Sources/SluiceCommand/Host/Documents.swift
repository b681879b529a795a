import Sluice
import SluiceKernel

/// Loads documents for a command that needs all of them sound.
enum Documents {
    /// - Throws: with every mistake, one a line; warnings go to stderr.
    static func load(_ path: String, _ context: CommandContext) throws(CommandError) -> [WorkflowDocument] {
        let loading = WorkflowLoading.load(path)
        let errors = loading.problems.filter { $0.severity == .error }
        for problem in loading.problems where problem.severity == .warning {
            StandardError.line("\(context.program): \(problem)")
        }
        guard let first = errors.first else { return loading.documents }
        throw CommandError(first.code == .unreadable ? .noInput : .data, errors.map(\.description))
    }
}
