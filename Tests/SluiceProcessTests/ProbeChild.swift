import Foundation
import TestFolders

/// A process under test.
final class ProbeChild {
    struct Ending: Equatable {
        /// The exit code, or -signal.
        var code: Int32
    }

    private let process = Process()
    /// Where its stdout and stderr go.
    let outputPath: String

    /// Starts a program that was built beside the tests.
    init(_ program: String, _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:])
        throws
    {
        outputPath = "\(folder.path)/output-\(UUID().uuidString.prefix(8))"
        let file = open(outputPath, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw ProbeError("cannot make \(outputPath)") }
        let output = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        process.executableURL = URL(fileURLWithPath: try ProbeChild.path(of: program))
        process.arguments = arguments
        // A backtrace takes seconds, and nobody reads it.
        var all = ["SWIFT_BACKTRACE": "enable=no", "PROBE_LEDGER": "\(folder.path)/ledger"]
        for (name, value) in ProcessInfo.processInfo.environment where all[name] == nil { all[name] = value }
        process.environment = all.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    private static func path(of program: String) throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = URL(fileURLWithPath: own).deletingLastPathComponent()
        let path = folder.appendingPathComponent(program).path
        if FileManager.default.isExecutableFile(atPath: path) { return path }
        // `swift test` runs the bundle by a helper of the toolchain.
        for argument in CommandLine.arguments where argument.contains(".xctest") {
            let beside = URL(fileURLWithPath: argument).deletingLastPathComponent().appendingPathComponent(program).path
            if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        }
        throw ProbeError("\(program) is not beside the tests: \(path)")
    }

    var identifier: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    var output: String { (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? "" }

    func send(_ signal: Int32) { kill(identifier, signal) }

    /// Waits for its end. One that takes too long is killed, and the test told.
    @discardableResult
    func wait(seconds: Double = 60) throws -> Ending {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while process.isRunning {
            guard Date() < deadline else {
                send(SIGKILL)
                throw ProbeError("process \(identifier) does not end; it said:\n\(output)")
            }
            usleep(2_000)
        }
        process.waitUntilExit()
        return Ending(
            code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus)
    }

    func killAndWait() throws {
        send(SIGKILL)
        _ = try wait()
    }

    /// Waits until it has written `text`.
    func waitUntilItSays(_ text: String, seconds: Double = 60) throws {
        try Waiting.until("process \(identifier) says \(text)", seconds: seconds) {
            if self.output.contains(text) { return true }
            guard self.process.isRunning else { throw ProbeError("it ended; it said:\n\(self.output)") }
            return false
        }
    }
}
