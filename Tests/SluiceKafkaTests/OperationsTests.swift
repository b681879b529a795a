import Foundation
import TestCommand
import TestFolders
import Testing

extension OnBroker {
    /// What `docs/operations.md` tells to do.
    @Suite struct OperationsTests {
        private let folder = TemporaryFolder()
        private let application = "operations-\(getpid())-\(UInt32.random(in: 0 ... .max))"

        private func workflow() throws -> String {
            let file = folder.file(".yaml")
            let text = """
                sluice: 1
                workflow: greeting
                version: 1
                steps:
                  name: {signal: name, timeout: 1h}
                result: name
                """
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            return file
        }

        /// Runs lines where `sluice` is on the path and the nodes' folders are.
        private func run(_ lines: [String]) throws -> String {
            let tools = URL(fileURLWithPath: SluiceProcess.path).deletingLastPathComponent().path
            let script = (["cd \(folder.path)", "PATH=\(tools):$PATH", "set -e"] + lines).joined(separator: "\n")
            let (code, output) = try Shell.run(script)
            guard code == 0 else { throw ChildProcess.Failure(description: "\(code) of \(lines): \(output)") }
            return output
        }

        @Test func `a rolling restart, line by line, while others go on asking`() throws {
            let (config, definitions) = (try NodeFile.write(in: folder, application), try workflow())
            defer { _ = try? run(["kill -KILL $(cat node-1.pid) $(cat node-2.pid)"]) }
            for node in ["node-1", "node-2"] {
                _ = try run([
                    "sluice node --config \(config) --definitions \(definitions) --data \(node) & echo $! > \(node).pid",
                    "until sluice status --ready --data \(node); do sleep 0.1; done",
                ])
            }
            let group = "--brokers \(try Broker.address()) --application \(application)"
            for number in 0..<20 { _ = try run(["sluice start i-\(number) --workflow greeting \(group)"]) }
            let before = try run(["cat node-1.pid node-2.pid"])

            let asker = try ChildProcess(
                "/bin/bash",
                [
                    "-c",
                    """
                    cd \(folder.path); while [ ! -e done ]; do
                      \(SluiceProcess.path) get i-3 \(group) --timeout 20s >> answers 2>&1 || echo unanswered >> answers
                    done
                    """,
                ], output: "\(folder.path)/asker")
            let lines = try ManualPage.operations.lines(behind: "Stopping, starting, rolling restarts")
                .map { $0.replacingOccurrences(of: "config/sluice.yaml", with: config) }
            _ = try run(lines)
            _ = try run(lines.map { $0.replacingOccurrences(of: "node-1", with: "node-2") })
            _ = try run(["touch done"])
            #expect(asker.wait() == .exited(0))

            let after = try run(["cat node-1.pid node-2.pid"])
            #expect(zip(before.split(separator: "\n"), after.split(separator: "\n")).allSatisfy { $0 != $1 })
            let answers = try TextFile.read("\(folder.path)/answers")
            #expect(answers.contains("running") && !answers.contains("unanswered"), "\(answers.suffix(500))")
            let listed = try run(["sluice list --json \(group)"])
            #expect(listed.split(separator: "\n").count { $0.contains(#""status":"running""#) } == 20)
            #expect(try run(["sluice nodes --json \(group)"]).split(separator: "\n").count == 2)
        }
    }
}
