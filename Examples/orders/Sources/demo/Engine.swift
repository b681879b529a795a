import Foundation

/// The `orders` program beside this one: run as an engine, and asked by its command line.
final class Engine {
    let folder: String
    private let program: URL
    private let ledger: String
    private var child: Process?

    init(folder: String, ledger: String) throws {
        self.folder = folder
        self.ledger = ledger
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        program = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("orders")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw DemoError("\(program.path) is missing: build the package first (./dev demo does)")
        }
    }

    var data: String { "\(folder)/data" }
    var process: Int32 { child?.processIdentifier ?? 0 }

    /// Starts the engine in a process of its own, and waits until it answers.
    func start() throws {
        let log = "\(folder)/engine.log"
        let file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw DemoError("cannot open \(log)") }
        let output = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        let child = Process()
        child.executableURL = program
        child.arguments = ["dev", "--data-folder", data]
        child.environment = ProcessInfo.processInfo.environment.merging(["ORDERS_LEDGER": ledger]) { $1 }
        child.standardError = output
        child.standardOutput = output
        try child.run()
        self.child = child
        let deadline = Date(timeIntervalSinceNow: 20)
        while try ask("status", []).code != 0 {
            guard child.isRunning, Date() < deadline else { throw DemoError("the engine does not answer; see \(log)") }
            usleep(20_000)
        }
    }

    /// SIGKILL: no handler runs, nothing is written any more.
    func kill() throws {
        Foundation.kill(process, SIGKILL)
        child?.waitUntilExit()
        guard child?.terminationReason == .uncaughtSignal, child?.terminationStatus == SIGKILL else {
            throw DemoError("the engine had ended before it was killed")
        }
    }

    /// SIGTERM, and waits.
    func stop() throws {
        Foundation.kill(process, SIGTERM)
        child?.waitUntilExit()
        guard child?.terminationReason == .exit, child?.terminationStatus == 0 else {
            throw DemoError("the engine ended with \(child?.terminationStatus ?? -1) instead of 0")
        }
    }

    /// Runs a verb of the program and gives what it printed.
    func run(_ verb: String, _ arguments: [String]) throws -> String {
        let (code, text) = try ask(verb, arguments)
        guard code == 0 else { throw DemoError("orders \(verb) ended with \(code)") }
        return text
    }

    private func ask(_ verb: String, _ arguments: [String]) throws -> (code: Int32, text: String) {
        let child = Process()
        child.executableURL = program
        child.arguments = [verb, "--data-folder", data] + arguments
        let output = Pipe()
        child.standardOutput = output
        child.standardError = verb == "status" ? FileHandle.nullDevice : FileHandle.standardError
        try child.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        child.waitUntilExit()
        return (child.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}
