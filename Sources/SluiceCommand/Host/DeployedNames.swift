import SluiceEngine
import SluiceKernel

/// Names of workflows that are deployed, for commands that name one.
enum DeployedNames {
    /// - Throws: when partition 0, which has taken every definition in last, does not answer.
    static func read(_ client: Client, timeout: Int64 = 10_000) throws(CommandError) -> [String] {
        names(try definitions(client, timeout: timeout))
    }

    /// A list of `workflow`, `version`, `sequence` and `activation`.
    static func definitions(_ client: Client, timeout: Int64) throws(CommandError) -> [UInt8] {
        do throws(ClientError) {
            let answer = JSONView(try client.ask(partition: 0, .definitions, timeout: timeout))
            return answer.raw("definitions") ?? Array("[]".utf8)
        } catch {
            throw LogFailure.error(error)
        }
    }

    /// The names in such a list, each once, in the order of deployment.
    static func names(_ definitions: [UInt8]) -> [String] {
        var names: [String] = []
        for definition in JSONView.elements(definitions) {
            if let name = definition.text("workflow"), !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// What to say of a name that is not among them.
    static func unknown(
        _ name: String, among names: [String], _ code: ExitCode, _ prefix: String = "",
        remedy: String = "deploy it first"
    ) -> CommandError {
        CommandError(
            code, "\(prefix)workflow \(name.quotedForMessage) is not deployed",
            hint: names.isEmpty
                ? "None is: \(remedy)." : NearestName.hint(for: name, among: names, kind: "There are"))
    }
}
