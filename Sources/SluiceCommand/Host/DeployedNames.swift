import SluiceEngine
import SluiceKernel

/// Names of workflows that are deployed, for commands that name one.
enum DeployedNames {
    /// - Throws: when no lane answers.
    static func read(_ client: Client, timeout: Int64 = 10_000) throws(CommandError) -> [String] {
        names(try ofAnyLane(client, timeout: timeout))
    }

    /// A list of `workflow`, `version`, `sequence` and `activation`, as partition 0 knows it: the last to take each in.
    static func definitions(_ client: Client, timeout: Int64) throws(CommandError) -> [UInt8] {
        do throws(ClientError) {
            return try ask(client, partition: 0, timeout: timeout)
        } catch {
            throw LogFailure.error(error)
        }
    }

    /// The same, or what the next lane knows where one has stopped: a lane that met one bad instance does not keep events
    /// of the others away.
    static func ofAnyLane(_ client: Client, timeout: Int64) throws(CommandError) -> [UInt8] {
        var stopped: ClientError?
        for slot in 0..<client.log.shape.slots {
            do throws(ClientError) {
                return try ask(client, partition: client.log.shape.partitions(of: slot).lowerBound, timeout: timeout)
            } catch {
                guard case .stopped = error else { throw LogFailure.error(error) }
                stopped = stopped ?? error
            }
        }
        throw LogFailure.error(stopped ?? .timeout(timeout))
    }

    private static func ask(_ client: Client, partition: Int, timeout: Int64) throws(ClientError) -> [UInt8] {
        JSONView(try client.ask(partition: partition, .definitions, timeout: timeout)).raw("definitions")
            ?? Array("[]".utf8)
    }

    /// The names in such a list that can be started, each once, in the order of deployment.
    static func names(_ definitions: [UInt8]) -> [String] {
        var names: [String] = []
        for definition in JSONView.elements(definitions) where (definition.int("activation") ?? -1) >= 0 {
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
