import TestCommand
import TestFolders
import Testing

@testable import SluiceCommand

@Suite struct UsageTests {
    @Test func `no verb lists an exit code twice`() {
        for verb in VerbTable.all {
            let codes = verb.exits.map(\.code.rawValue)
            #expect(codes.count == Set(codes).count, "\(verb.name): \(codes)")
        }
    }

    @Test func `every verb tells of a settings file that cannot be read and of results that cannot be written`() {
        for verb in VerbTable.all {
            let codes = HelpText.exits(of: verb).map(\.code)
            #expect(codes.contains(.noInput) && codes.contains(.io), "\(verb.name)")
        }
    }

    @Test func `docs cli md is what the table says`() throws {
        // SLUICE_UPDATE_DOCS=1 writes it anew.
        #expect(try Repository.holds(ReferencePage.markdown(), in: "docs/cli.md"))
    }

    @Test func `every verb explains itself`() throws {
        let overview = try SluiceProcess.run(["--help"])
        #expect(overview.code == 0)
        for verb in VerbTable.all {
            #expect(overview.output.contains("  \(verb.name) "), "\(verb.name)")
            let help = try SluiceProcess.run([verb.name, "--help"])
            #expect(help.code == 0 && help.errors.isEmpty, "\(verb.name)")
            #expect(help.output.contains("Usage: sluice \(verb.name)"))
            #expect(help.output.contains("Exit codes:"))
            #expect(help.output.contains("Examples:"), "\(verb.name) has no example")
            for option in verb.allOptions { #expect(help.output.contains("--\(option.name)"), "\(verb.name)") }
        }
        #expect(try SluiceProcess.run(["help", "run"]).output == SluiceProcess.run(["run", "-h"]).output)
    }

    @Test func `no verb has two options of one name`() {
        for verb in VerbTable.all {
            let names = verb.allOptions.map(\.name)
            #expect(Set(names).count == names.count, "\(verb.name)")
            let shorts = verb.allOptions.compactMap(\.short)
            #expect(Set(shorts).count == shorts.count, "\(verb.name)")
        }
    }

    @Test(arguments: [
        ([], "Usage"), (["evl", "1"], "Did you mean 'eval'?"), (["--json", "list"], "the verb comes first"),
        (["list", "--statsu", "running"], "Did you mean '--status'?"),
        (["list", "--limit"], "--limit needs a value"), (["list", "--json=1"], "--json takes no value"),
        (["list", "--limit", "many"], "a whole number from 0"),
        (["list", "--status", "runing"], "Did you mean 'running'?"),
        (["list", "--limit", "1", "--limit", "2"], "more than once"), (["get"], "get needs ID"),
        (["get", "a", "b"], "'b' is one operand too many"), (["signal", "a"], "an operand is missing"),
        (["get", "x", "--positions"], "It is an option of 'sluice status'"),
        (["get", "-q", "x"], "unknown option '-q'"),
        (["start", "-w", "job", "--wait", "30s"], "Write --wait=30s. An operand goes before --wait"),
        (["start", "--wai", "1h30m", "-w", "job"], "Write --wait=1h30m."),
        (["get", "k1", "--wait", "8s"], "Write --wait=8s."), (["get", "--wait", "8s"], "Write --wait=8s."),
        (["get", "k1", "--wait", "5 min"], "Write --wait='5 min'."),
        (["signal", "a", ""], "the name of the signal is empty"),
        (["start", "x"], "start needs --workflow"), (["get", ""], "the instance id is empty"),
        (["run", "--wait", "5 min"], "a duration such as"), (["run", "--format", "cvs"], "Did you mean 'csv'?"),
        (["run", "x.txt"], "cannot tell the format"), (["run", "--start", "a"], "TYPE=WORKFLOW"),
        (["run", "--start", "a=b c"], "other characters than allowed"),
        (["run", "--start", "a=b", "--start", "a=c"], "--start 'a' is given two workflows: b and c"),
        (["ingest", "x.csv", "--start", "a=b", "--start", "a=c"], "An event starts one workflow"),
        (["run", "--delimiter", "ab"], "one ASCII character"),
        (
            ["run", "--delimiter", ";", "x.jsonl"],
            "x.jsonl holds JSON lines by its name\nIf it is CSV, say --format csv."
        ),
        (
            ["ingest", "--delimiter", ";", "--format", "jsonl", "x"],
            "--delimiter and --format jsonl exclude each other"
        ),
        (["outcomes", "--from", "yesterday"], "such as 2h, or 'end'."),
        (["run", "--type", "a", "--all-of-type", "b"], "exclude each other"),
        (["dev", "--partitions", "10", "--slots", "4"], "multiple of the slots"),
        (["run", "--unit", "s"], "--unit names the figures of --summarize\nAdd --summarize PATH."),
        (["graph"], "this program hosts no workflow"),
        (["list", "--since", "yesterday"], "how long ago"), (["eval", "--budget", "0", "1"], "from 1"),
    ]) func `a wrong command line is refused with a hint`(arguments: [String], hint: String) throws {
        let folder = TemporaryFolder()
        let result = try SluiceProcess.run(arguments, environment: ["SLUICE_DATA": folder.path])
        #expect(result.code == 64, "\(result)")
        #expect(result.output.isEmpty)
        #expect(result.errors.contains(hint), "\(result.errors)")
    }

    @Test func `long options may be cut short, and operands may stand before options`() throws {
        let invocation = try ArgumentParser.parse(["a", "--data", "x", "-s", "running"], of: ListVerbProbe.get)
        #expect(invocation.operands == ["a"])
        #expect(invocation.text("data-folder") == "x")
        #expect(throws: CommandError.self) { try ArgumentParser.parse(["--x"], of: ListVerbProbe.get) }
        let dashed = try ArgumentParser.parse(["--", "-1 + 2"], of: EvalVerb.verb)
        #expect(dashed.operands == ["-1 + 2"])
    }

    @Test func `an operand that reads as a duration is one where it cannot be the value of an option`() throws {
        for (arguments, operand) in [
            (["30s", "--wait"], "30s"), (["--wait=1s", "30s"], "30s"), (["--wait", "--", "30s"], "30s"),
            (["--wait", "4711"], "4711"), (["--wait", "o-1"], "o-1"), (["--timeout", "3s", "5m"], "5m"),
        ] {
            #expect(try ArgumentParser.parse(arguments, of: GetVerb.verb).operands == [operand], "\(arguments)")
        }
    }

    @Test(arguments: [
        (["get", "k", "--wait"], "It was a question and changed nothing: ask again."),
        (["ingest", "x.csv"], "ingest the file again: those that are in are known again."),
        (["deploy", "x.yaml"], "deploy it again: the same content changes nothing."),
        (["signal", "k", "s", "--id", "e"], "sent again with the same --id it is safe."),
        (["signal", "k", "s"], "see sluice get k before you send it again. With --id"),
        (["start", "k", "-w", "w"], "it finds the instance if there is one."),
        (["start", "-w", "w"], "sluice list shows what is there."),
    ]) func `what to do after a lost connection depends on what was asked`(words: [String], hint: String) throws {
        let verb = try #require(VerbTable.find(words[0]))
        let context = CommandContext(
            invocation: try ArgumentParser.parse(Array(words.dropFirst()), of: verb), settings: Settings(),
            workflows: [],
            program: "sluice")
        #expect(LostConnection.hint(context).contains(hint), "\(LostConnection.hint(context))")
        #expect(words.contains("--id") == LostConnection.hint(context).contains("same --id"))
    }

    @Test func `the version is told`() throws {
        let result = try SluiceProcess.run(["--version"])
        #expect(result.code == 0 && result.output == "sluice \(SluiceCommand.version)\n")
    }
}

/// A verb of its own for the parser.
enum ListVerbProbe {
    static let get = Verb(
        "probe", "", operands: "A", operandCount: 1...1,
        options: [CommonOptions.data, OptionSpec("status", short: "s", takes: .required("S"), "")]
    ) { _ in .ok }
}
