@preconcurrency private import Glibc
public import Sluice
import SluiceKernel

/// The command line of Sluice, as a library: the `sluice` program is one call of it, and so is a program of your own that
/// hosts Swift workflows and offers the same verbs.
///
/// ```swift
/// import Sluice
/// import SluiceCommand
///
/// SluiceCommand.main(workflows: [checkout, refund])
/// ```
public enum SluiceCommand {
    /// The release.
    public static let version = "0.1.0"

    /// Runs the process's own command line and ends the process with its exit code.
    public static func main(workflows: [any AnyWorkflow] = []) -> Never {
        if let error = unreadableArgument() {
            report(error, program(CommandLine.arguments))
            exit(error.code.rawValue)
        }
        exit(run(arguments: CommandLine.arguments, workflows: workflows))
    }

    /// An argument that is no UTF-8 would be read with U+FFFD in the place of its bytes: two ids would become one.
    private static func unreadableArgument() -> CommandError? {
        for (index, word) in CommandLine.arguments.enumerated().dropFirst() {
            guard let bytes = CommandLine.unsafeArgv[index], String(validatingCString: bytes) == nil else { continue }
            return CommandError(.usage, "argument \(index) is not UTF-8: \(word.quotedForMessage)")
        }
        return nil
    }

    /// Runs one command line.
    ///
    /// - Parameters:
    ///   - arguments: the program's name, then the verb with its operands and options.
    ///   - workflows: hosted beside those of documents: `check` and `graph` know them, `dev` and `run` deploy and run them.
    /// - Returns: the exit code; `docs/cli.md` lists them. Errors went to stderr.
    public static func run(arguments: [String], workflows: [any AnyWorkflow] = []) -> Int32 {
        let program = program(arguments)
        var code: ExitCode
        do {
            code = try dispatch(Array(arguments.dropFirst()), workflows, program)
            StandardOutput.flush()
        } catch {
            StandardOutput.flush()
            let error = error as? CommandError ?? CommandError(.internal, "\(error)")
            report(error, program)
            code = error.code
        }
        if let error = StandardOutput.takeFailure() {
            report(error, program)
            if code == .ok { code = error.code }
        }
        return code.rawValue
    }

    private static func program(_ arguments: [String]) -> String {
        arguments.first.map { String($0.split(separator: "/").last ?? "sluice") } ?? "sluice"
    }

    private static func dispatch(
        _ arguments: [String], _ workflows: [any AnyWorkflow], _ program: String
    ) throws -> ExitCode {
        guard let word = arguments.first else {
            StandardError.write(HelpText.overview(program: program))
            return .usage
        }
        switch word {
        case "--help", "-h":
            StandardOutput.write(HelpText.overview(program: program))
            return .ok
        case "--version":
            StandardOutput.write("sluice \(version)\n")
            return .ok
        case "help":
            guard arguments.count > 1 else {
                StandardOutput.write(HelpText.overview(program: program))
                return .ok
            }
            StandardOutput.write(HelpText.verb(try verb(arguments[1]), program: program))
            return .ok
        default: break
        }
        let verb = try verb(word)
        let invocation = try ArgumentParser.parse(Array(arguments.dropFirst()), of: verb)
        if invocation.has("help") {
            StandardOutput.write(HelpText.verb(verb, program: program))
            return .ok
        }
        let settings = try SettingsFile.load(invocation)
        return try verb.run(
            CommandContext(invocation: invocation, settings: settings, workflows: workflows, program: program))
    }

    private static func verb(_ word: String) throws(CommandError) -> Verb {
        if let verb = VerbTable.find(word) { return verb }
        let near = NearestName.of(word, among: VerbTable.all.map(\.name)).map { "Did you mean '\($0)'?" }
        if word.hasPrefix("-") {
            throw CommandError(
                .usage, "the verb comes first, before \(word.quotedForMessage)",
                hint: "'sluice --help' lists the verbs.")
        }
        throw CommandError(
            .usage, "unknown verb \(word.quotedForMessage)", hint: near ?? "'sluice --help' lists the verbs.")
    }

    private static func report(_ error: CommandError, _ program: String) {
        var text = error.problems.map { "\(program): \($0)\n" }.joined()
        if let hint = error.hint { text += "\(hint)\n" }
        StandardError.write(text)
    }
}
