import Foundation
import TestFolders

extension ProbeChild {
    /// A node of the command line with the probe workflows, once it is ready.
    static func node(
        in folder: TemporaryFolder, _ arguments: [String] = ["--partitions", "4", "--slots", "2"],
        environment: [String: String] = [:]
    ) throws -> ProbeChild {
        let child = try ProbeChild(
            "SluiceProbeNode", ["dev", "--data-folder", "\(folder.path)/data"] + arguments, in: folder,
            environment: environment)
        try child.waitUntilItSays("msg=\"ready\"")
        return child
    }

    /// Runs a verb against the node of a folder. Gives its exit code and what it printed.
    @discardableResult
    static func ask(_ verb: String, _ arguments: [String], in folder: TemporaryFolder) throws -> (
        code: Int32, text: String
    ) {
        let child = try ProbeChild(
            "SluiceProbeNode", [verb, "--data-folder", "\(folder.path)/data"] + arguments, in: folder)
        let code = try child.wait().code
        defer { unlink(child.outputPath) }
        return (code, child.output)
    }

    /// Starts an instance.
    static func start(_ workflow: String, _ id: String, _ input: String, in folder: TemporaryFolder) throws {
        let (code, text) = try ask("start", [id, "--workflow", workflow, "--input", input], in: folder)
        guard code == 0 else { throw ProbeError("start ended with \(code): \(text)") }
    }

    /// The status of an instance; nil: there is none.
    static func status(_ id: String, in folder: TemporaryFolder) throws -> String? {
        let (code, text) = try ask("get", [id, "--json"], in: folder)
        guard code == 0 else { return nil }
        struct View: Decodable { var status: String }
        return try JSONDecoder().decode(View.self, from: Data(text.utf8)).status
    }
}
