import Sluice
import SluiceKernel

/// What a verb is given: its command line, the settings, the hosted workflows, and where output goes.
struct CommandContext: Sendable {
    let invocation: Invocation
    let settings: Settings
    let workflows: [any AnyWorkflow]
    /// The name that the program was called by, for hints.
    let program: String

    var isJSON: Bool { invocation.has("json") }

    /// Registers the hosted workflows.
    ///
    /// - Throws: with every mistake of the first workflow that has one.
    func registrations() throws(CommandError) -> [Registration] {
        var registrations: [Registration] = []
        for workflow in workflows {
            do throws(WorkflowError) {
                registrations.append(try workflow.register())
            } catch {
                throw CommandError(.data, "workflow \(error.workflow) is not sound:\n\(error)")
            }
        }
        return registrations
    }

    /// The data folder: option, then setting.
    var dataFolder: String { invocation.text("data-folder") ?? settings.data }
}
