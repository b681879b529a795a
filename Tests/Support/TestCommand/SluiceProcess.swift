package import Foundation
import Synchronization
import TestFolders

/// The built `sluice`, as another process.
package struct SluiceProcess {
    package struct Result: Equatable {
        package var code: Int32
        package var output: String
        package var errors: String
        package var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// Beside the test bundle.
    package static let path: String = {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let candidates = [executable] + CommandLine.arguments
        for candidate in candidates {
            let path = URL(fileURLWithPath: candidate).deletingLastPathComponent().appendingPathComponent("sluice").path
            if FileManager.default.isExecutableFile(atPath: path) { return path }
        }
        return "sluice"
    }()

    package let process = Process()
    private let outputPath = TemporaryFolder.shared.file()
    private let errorPath = TemporaryFolder.shared.file()

    /// Starts it, and leaves it running.
    package static func start(
        _ arguments: [String], input: String? = nil, output: String? = nil, environment: [String: String] = [:],
        program: String = path
    ) throws -> SluiceProcess {
        let started = SluiceProcess()
        started.process.executableURL = URL(fileURLWithPath: program)
        started.process.arguments = arguments
        var all = ProcessInfo.processInfo.environment
        all["SLUICE_CONFIG"] = nil
        all.merge(environment) { $1 }
        started.process.environment = all
        for path in [started.outputPath, started.errorPath] {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        started.process.standardOutput = FileHandle(forWritingAtPath: output ?? started.outputPath)
        started.process.standardError = FileHandle(forWritingAtPath: started.errorPath)
        let inputPath = TemporaryFolder.shared.file()
        _ = FileManager.default.createFile(atPath: inputPath, contents: Data((input ?? "").utf8))
        started.process.standardInput = FileHandle(forReadingAtPath: inputPath)
        try started.process.run()
        return started
    }

    /// Runs it to its end.
    ///
    /// - Parameter output: the file that stdout is, in place of one that the result holds.
    package static func run(
        _ arguments: [String], input: String? = nil, output: String? = nil, environment: [String: String] = [:]
    ) throws -> Result {
        try start(arguments, input: input, output: output, environment: environment).finish()
    }

    /// Runs a line of `sh`, in which `$0` is the program.
    package static func shell(_ line: String) throws -> Result {
        try start(["-c", line, path], program: "/bin/sh").finish()
    }

    package var errors: String { (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? "" }

    package func finish() -> Result {
        process.waitUntilExit()
        let output = (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? ""
        return Result(code: process.terminationStatus, output: output, errors: errors)
    }

    /// Waits until stderr has a text. False: it ended, or 60 s passed, without.
    package func awaitLog(_ text: String) -> Bool {
        let deadline = Date().addingTimeInterval(60)
        while Date() < deadline {
            if errors.contains(text) { return true }
            if !process.isRunning { return errors.contains(text) }
            usleep(10_000)
        }
        return false
    }

    package func kill(_ signal: Int32) { _ = Foundation.kill(process.processIdentifier, signal) }
}
