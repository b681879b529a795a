import Foundation
import Testing

/// `./dev`, as far as it builds nothing.
@Suite struct DevScriptTests {
    private func dev(_ arguments: [String] = []) throws -> (code: Int32, text: String) {
        let process = Process()
        process.executableURL = Repository.root.appendingPathComponent("dev")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.filter {
            $0.key != "KAFKA_HOME" && $0.key != "SLUICE_PEER"
        }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test func `alone it lists its verbs`() throws {
        let (code, text) = try dev()
        #expect(code == 0)
        let verbs = text.split(separator: "\n").filter { $0.hasPrefix("  ") }.map { $0.split(separator: " ")[0] }
        #expect(
            verbs == [
                "setup", "build", "test", "demo", "bench", "chaos", "permits", "kafka", "format", "lint", "clean",
            ])
    }

    @Test(arguments: [
        (["permits"], "usage: ./dev permits FILE"), (["permits", "a", "b"], "usage: ./dev permits FILE"),
        (["permits", "/nowhere/log.csv"], "/nowhere/log.csv"),
        (["bnech"], "unknown verb bnech"), (["chaos", "--shrot"], "unknown argument --shrot"),
        (["chaos", "--seed"], "--seed takes a value"),
    ]) func `a wrong command line is refused before anything is built`(arguments: [String], hint: String) throws {
        let (code, text) = try dev(arguments)
        #expect(code == 64 && text.contains(hint), "\(text)")
    }

    @Test(arguments: [["bench", "--kafka"], ["kafka", "up"], ["chaos", "--short"]])
    func `what needs a broker says where Kafka comes from`(arguments: [String]) throws {
        let (code, text) = try dev(arguments)
        #expect(code == 69 && text.contains("kafka.apache.org/downloads"), "\(text)")
    }

    @Test func `what compares with a peer says where that comes from`() throws {
        let (code, text) = try dev(["bench", "--kafka", "--peer"])
        #expect(code == 69 && text.contains("SLUICE_PEER"), "\(text)")
    }
}
