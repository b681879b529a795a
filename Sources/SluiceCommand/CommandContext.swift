import Sluice
import SluiceKernel

/// What a verb is given: its command line, the settings, the hosted workflows, and where output goes.
struct CommandContext: Sendable {
    let invocation: Invocation
    let settings: Settings
    let workflows: [any AnyWorkflow]
    /// The name that the program was called by, for hints.
    let program: String
    let group = GroupAccess()

    var isJSON: Bool { invocation.has("json") }

    /// Registers the hosted workflows.
    ///
    /// - Throws: with every mistake of the first workflow that has one.
    func registrations() throws(CommandError) -> [Registration] {
        do throws(WorkflowError) {
            return try Registrations.of(workflows)
        } catch {
            throw CommandError(.data, error.problems.map { "workflow \(error.workflow) is not sound: \($0)" })
        }
    }

    /// The data folder: option, then setting.
    var dataFolder: String { invocation.text("data-folder") ?? settings.data }

    /// A command that asks the same node, for hints.
    func hint(_ verb: String, _ operands: String...) -> String {
        let place: [String]
        if brokers != nil {
            place = ["brokers", "application", "config"].flatMap { name in
                invocation.text(name).map { ["--\(name)", $0] } ?? []
            }
        } else {
            place = dataFolder == Settings().data ? [] : ["--data-folder", dataFolder]
        }
        return ([program, verb] + (operands + place).map { ShellText.word($0) }).joined(separator: " ")
    }
}
