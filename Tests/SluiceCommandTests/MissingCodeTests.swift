import Foundation
import Sluice
import SluiceEngine
import SluiceKernel
import TestCommand
import TestFolders
import Testing

@testable import SluiceCommand

/// A plain `sluice` on a data folder whose workflows are another program's.
@Suite struct MissingCodeTests {
    private let folder = TemporaryFolder()

    private static let twice = Workflow("twice", version: 1) { (flow, input: Value<Int>) -> Value<Int> in
        flow.transform("double", input) { number in number * 2 }
    }

    /// A data folder as the program that hosts `twice` leaves it.
    private func hostedFolder() throws -> String {
        let data = folder.file("-data")
        let registrations = try Registrations.of([Self.twice])
        let host = try LocalNode(
            folder: data, wanted: nil, settings: Settings(), registrations: registrations, sink: SilentLog())
        try host.deploy(registrations.map(\.definition), sink: SilentLog())
        #expect(host.stop())
        return data
    }

    /// An id of partition 0, which also answers for the node as a whole.
    private static let id: String = {
        let shape = LogShape(partitions: Settings().embedded.partitions, slots: Settings().embedded.slots)
        return (0..<1_000).map { "i-\($0)" }.first { shape.partition(of: Array($0.utf8)) == 0 } ?? ""
    }()

    @Test func `a node names what it lacks at the start, and a client hears why a lane stopped`() throws {
        let data = try hostedFolder()
        let double = folder.write(TestDocument.double, ".yaml")
        let node = try SluiceProcess.start(["dev", "--data", data, "--definitions", double])
        #expect(node.awaitLog("msg=\"ready\""), "\(node.errors)")
        let told = node.errors.split(separator: "\n").filter { $0.contains("level=warning") }
        #expect(told.count == 1, "\(node.errors)")
        for part in [
            "needs Swift code that this program does not have", "workflow=twice", "version=1", "steps=double",
            "fix=\"run the program that hosts it on this data folder",
        ] {
            #expect(told.first?.contains(part) == true, "\(node.errors)")
        }
        func ask(_ arguments: String...) throws -> SluiceProcess.Result {
            try SluiceProcess.run(arguments + ["--data-folder", data, "--timeout", "60s"])
        }
        let begun = Date()
        for arguments in [["start", Self.id, "-w", "twice", "-i", "2", "--json"], ["get", Self.id]] {
            let result = try SluiceProcess.run(arguments + ["--data-folder", data, "--timeout", "60s"])
            #expect(result.code == 75 && result.output.isEmpty, "\(result)")
            #expect(result.errors.contains("no answer, because the lane does not run: partition 0 cannot be folded"))
            #expect(result.errors.contains("steps.double.transform"), "\(result)")
            #expect(result.errors.contains("'sluice status' shows its fault"), "\(result)")
        }
        // Events of other instances come in as before: another lane knows what is deployed.
        let line = folder.write(#"{"instance":"i","type":"go","n":1}"#, ".jsonl")
        let ingested = try ask("ingest", line, "--start", "go=double")
        #expect(ingested.code == 0 && ingested.output.contains("1 starts"), "\(ingested)")
        let unknown = try ask("ingest", line, "--start", "go=doble")
        #expect(unknown.code == 64 && unknown.errors.contains("Did you mean 'double'?"), "\(unknown)")
        // The status needs no lane to answer.
        let text = try ask("status")
        #expect(text.code == 0 && text.output.contains("\nfault       partition 0 cannot be folded"), "\(text)")
        #expect(text.output.contains("definitions not known: no answer, because the lane does not run"), "\(text)")
        let json = try ask("status", "--json")
        #expect(json.output.contains(#""definitions":[],"definitions_unknown":"no answer"#), "\(json)")
        #expect(Date().timeIntervalSince(begun) < 50)
        node.kill(SIGTERM)
        let end = node.finish()
        #expect(end.code == 74, "\(end)")
        #expect(end.errors.contains("committed=\"not all\" fault=\"partition 0 cannot be folded"), "\(end)")
    }

    @Test func `a workflow that is known and not active yet cannot be started`() {
        let definitions = #"[{"workflow":"a","activation":3},{"workflow":"b","activation":-1},{"workflow":"c"}]"#
        #expect(DeployedNames.names(Array(definitions.utf8)) == ["a"])
    }

    @Test func `run names it too, and a node with log lines in JSON`() throws {
        let data = try hostedFolder()
        let run = try SluiceProcess.run(["run", "--data", data, "--json"])
        #expect(run.code == 0 && run.errors.contains("workflow=twice"), "\(run)")
        let node = try SluiceProcess.start(["dev", "--data", data, "--log-format", "json"])
        #expect(node.awaitLog("\"ready\""), "\(node.errors)")
        #expect(node.errors.contains(#""workflow":"twice","version":1,"steps":"double""#), "\(node.errors)")
        node.kill(SIGTERM)
        #expect(node.finish().code == 0)
    }
}
