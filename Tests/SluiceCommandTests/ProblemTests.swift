import Foundation
import TestCommand
import TestFolders
import Testing

@testable import SluiceCommand

/// How mistakes are told.
@Suite struct ProblemTests {
    private let folder = TemporaryFolder()

    @Test func `each of several problems has the name of the program before it`() throws {
        let document = folder.write(
            TestDocument.order.replacing("task:", with: "taks:").replacing("timeout:", with: "timeot:"), ".yaml")
        let settings = folder.write("nope: 1\nlog:\n  levle: debug\n", ".yaml")
        let warning = folder.write(
            TestDocument.late.replacing("deadline: 50ms", with: "deadline: 50ms\n    timeout: 1h"), ".yaml")
        for (arguments, code) in [
            (["graph", document], 65), (["deploy", document, "--json"], 65),
            (["run", "--definitions", document, "--json"], 65), (["eval", "1", "--config", settings], 64),
        ] {
            let result = try SluiceProcess.run(arguments)
            let lines = result.errors.split(separator: "\n")
            #expect(result.code == Int32(code) && result.output.isEmpty && lines.count >= 2, "\(result)")
            #expect(lines.allSatisfy { $0.hasPrefix("sluice: /") }, "\(result.errors)")
        }
        let warned = try SluiceProcess.run(["graph", warning])
        #expect(warned.code == 0 && warned.errors.hasPrefix("sluice: \(warning):"), "\(warned)")
    }

    @Test func `several problems pass through a node as several`() throws {
        let error = CommandError(.data, ["one", "two\n  ^"], hint: "Mend them.")
        #expect(throws: error) { try Response.read(Response.error(error)) }
        let single = CommandError(.no, "one")
        #expect(throws: single) { try Response.read(Response.error(single)) }
        #expect(!String(decoding: Response.error(single), as: UTF8.self).contains("problems"))
    }

    @Test(arguments: [
        (
            "not json", "line 1, column 2: found 'o', expected 'null'\n  not json\n   ^",
            #"A text needs quotes of its own: --input '"not json"'"#
        ),
        (
            "{total:1}", "line 1, column 2: found 't', expected a key in quotes\n  {total:1}\n   ^",
            "Names and texts are"
        ),
        ("{\n\t\"é\": x}", "line 2, column 7: found 'x', expected a value\n   \"é\": x}\n        ^", "double quotes"),
        ("", "line 1, column 1: the bytes end where a value should be", "Names and texts are"),
    ]) func `JSON that is none is shown with its place and the remedy`(input: String, place: String, hint: String)
        throws
    {
        for arguments in [
            ["start", "x", "-w", "y", "--input", input], ["start", "x", "-w", "y", "--input", input, "--json"],
        ] {
            let result = try SluiceProcess.run(arguments)
            #expect(result.code == 65 && result.output.isEmpty)
            #expect(result.errors.hasPrefix("sluice: --input is no JSON: \(place)\n"), "\(result.errors)")
            #expect(result.errors.contains(hint), "\(result.errors)")
        }
    }

    @Test func `a file that is no JSON is named, and one that was meant is found`() throws {
        let file = folder.write("{\n  \"a\": 1,\n}\n", ".json")
        let wrong = try SluiceProcess.run(["signal", "x", "y", "--data", "@\(file)"])
        #expect(wrong.code == 65 && wrong.errors.contains("--data is no JSON: \(file):3:1: found '}'"), "\(wrong)")
        let standard = try SluiceProcess.run(["skip", "x", "y", "--value", "-"], input: "nul")
        #expect(standard.code == 65 && standard.errors.contains("stdin:1:"), "\(standard)")
        let meant = try SluiceProcess.run(["start", "x", "-w", "y", "-i", file])
        #expect(meant.errors.contains("To send what the file holds write: --input @\(file)"), "\(meant)")
        #expect(!wrong.errors.contains("for the shell"), "\(wrong)")
        let data = try SluiceProcess.run(["eval", "1", "--data", file])
        #expect(data.code == 65 && data.errors.contains("--data is no JSON: \(file):3:1: found '}'"), "\(data)")
    }

    @Test func `a long line is cut around the place`() throws {
        let input = "[" + String(repeating: "1,", count: 100) + "x" + String(repeating: ",1", count: 100) + "]"
        let result = try SluiceProcess.run(["start", "x", "-w", "y", "-i", input])
        let lines = result.errors.split(separator: "\n")
        #expect(lines[1].count < 90 && lines[1].hasPrefix("  …") && lines[1].hasSuffix("…"), "\(result)")
        let caret = try #require(lines[2].firstIndex(of: "^"))
        let offset = lines[2].distance(from: lines[2].startIndex, to: caret)
        #expect(Array(lines[1])[offset] == "x", "\(result)")
    }

    @Test func `results that cannot be written are told, and the exit code says so`() throws {
        let document = folder.write(TestDocument.order, ".yaml")
        for arguments in [["eval", "1"], ["check", document], ["graph", document, "--as", "json"], ["--version"]] {
            let result = try SluiceProcess.run(arguments, output: "/dev/full")
            #expect(result.code == 74, "\(result)")
            #expect(result.errors == "sluice: cannot write the results: No space left on device\n", "\(result)")
        }
        // What the verb has to say comes first.
        let wrong = folder.write(TestDocument.order.replacing("task:", with: "taks:"), ".yaml")
        #expect(try SluiceProcess.run(["check", wrong], output: "/dev/full").code == 65)
    }

    @Test func `rejected lines that cannot be written are told`() throws {
        let lines = folder.write("not json\n", ".jsonl")
        let result = try SluiceProcess.run(["run", lines, "--rejects", "/dev/full"])
        #expect(result.code == 74 && result.output.isEmpty, "\(result)")
        #expect(result.errors.contains("sluice: cannot write /dev/full: No space left on device\n"), "\(result)")
    }

    @Test func `a folder in the place of a file is no input`() throws {
        let list = ["list", "--config", folder.path]
        for arguments in [["eval", "1", "--data", folder.path], ["start", "-w", "w", "-i", "@\(folder.path)"], list] {
            let result = try SluiceProcess.run(arguments)
            #expect(result.code == 66 && result.errors == "sluice: \(folder.path) is a folder\n", "\(result)")
        }
        let empty = try SluiceProcess.run(["eval", "1", "--data", ""])
        #expect(empty.code == 66 && empty.errors == "sluice: the name of a file is empty\n", "\(empty)")
        #expect(try SluiceProcess.run(["ingest", "\(folder.path)/", "--format", "csv"]).code == 66)
    }

    @Test func `files that are missing are told before the first is read`() throws {
        let lines = folder.write("not json\n", ".jsonl")
        for verb in ["run", "ingest"] {
            let result = try SluiceProcess.run([verb, lines, "/nowhere.jsonl", "--data-folder", folder.file("-data")])
            #expect(
                result.code == 66
                    && result.errors == "sluice: cannot open /nowhere.jsonl: No such file or directory\n", "\(result)")
        }
    }

    @Test func `a file that is read is not overwritten with its rejected lines`() throws {
        let lines = folder.write("not json\n", ".jsonl")
        for verb in ["run", "ingest"] {
            let result = try SluiceProcess.run([
                verb, lines, "--rejects", "\(folder.path)/./\(lines.split(separator: "/").last!)",
            ])
            #expect(
                result.code == 64 && result.errors.contains(" would overwrite \(lines), which is to be read\n"),
                "\(result)")
            #expect(try String(contentsOfFile: lines, encoding: .utf8) == "not json\n")
        }
    }

    @Test func `an argument that is not UTF-8 is refused, not changed`() throws {
        let result = try SluiceProcess.shell("exec \"$0\" get \"$(printf 'a\\377')\"")
        #expect(result.code == 64 && result.errors == "sluice: argument 2 is not UTF-8: 'a\u{fffd}'\n", "\(result)")
    }

    @Test func `an answer that no node gives is a mistake of ours`() throws {
        for answer in ["no json", "{}", #"{"sluice":1}"#] {
            let node = try SilentNode(folder.file("-data"), answer: answer)
            let result = try SluiceProcess.run(["status", "--data-folder", node.folder])
            #expect(result.code == 70 && result.output.isEmpty, "\(answer): \(result)")
            #expect(result.errors.hasPrefix("sluice: the node gave an answer that is "), "\(result)")
        }
    }

    @Test func `what takes a file says what a missing one means`() throws {
        for verb in VerbTable.all {
            guard verb.options.contains(where: { $0.help.contains("@file") }) else { continue }
            #expect(verb.exits.contains { $0.code == .noInput }, "\(verb.name)")
        }
        let help = try SluiceProcess.run(["start", "--help"]).output
        #expect(help.contains("66  the file of the input cannot be opened"), "\(help)")
    }
}
