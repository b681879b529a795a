import Sluice
import SluiceKernel
import TestCommand
import TestFolders
import Testing

@testable import SluiceCommand

/// `check`, `graph` and `eval`: no node, no folder.
@Suite struct DocumentVerbTests {
    private let folder = TemporaryFolder()

    @Test func `check tells what is sound and which tasks have no body`() throws {
        let file = folder.write(TestDocument.order, ".yaml")
        let text = try SluiceProcess.run(["check", file])
        #expect(text.code == 0)
        #expect(text.output.contains("order version 1 is sound: 4 steps"))
        #expect(text.output.contains("no body here for the task fraud.check: such a step stays pending"))
        let single = folder.write(TestDocument.double, ".yaml")
        #expect(try SluiceProcess.run(["check", single]).output.hasSuffix("double version 1 is sound: 1 step\n"))
        let json = try SluiceProcess.run(["check", file, "--json"])
        #expect(json.lines.count == 1)
        #expect(json.output.contains("\"tasks_without_body\":[\"fraud.check\"]"))
    }

    @Test func `check names each mistake with its place`() throws {
        let file = folder.write(TestDocument.order.replacing("task:", with: "taks:"), ".yaml")
        let text = try SluiceProcess.run(["check", file])
        #expect(text.code == 65)
        #expect(text.output.contains("\(file):11:") && text.output.contains("Did you mean 'task'?"), "\(text.output)")
        let json = try SluiceProcess.run(["check", file, "--json"])
        #expect(json.code == 65)
        #expect(json.output.contains("\"problem\":\"unknown-key\"") && json.output.contains("\"line\":11"))
        #expect(try SluiceProcess.run(["check", "/nowhere.yaml"]).code == 66)
    }

    @Test func `check warns of a step whose code is in a Swift package`() throws {
        let file = folder.write(TestDocument.swift, ".yaml")
        let text = try SluiceProcess.run(["check", file])
        #expect(text.code == 0)
        #expect(text.output.contains("\(file):6:26: warning: steps.twice.transform: the code of this step"), "\(text)")
        #expect(try SluiceProcess.run(["check", file, "--strict"]).code == 65)
        let json = try SluiceProcess.run(["check", file, "--json"])
        #expect(json.output.contains("\"problem\":\"missing-code\""))
    }

    @Test func `a mistake in a Swift workflow has its file and line in JSON`() throws {
        let line = #line + 2
        let workflow = Workflow("unsound", version: 1) { (flow, input: Value<Int>) -> Value<Int> in
            _ = flow.transform("lost", input) { number in number * 2 }
            return input
        }
        let error = try #require(throws: WorkflowError.self) { _ = try workflow.register() }
        let problem = CheckVerb.problem(.badValue, try #require(error.problems.first), in: "unsound")
        let json = JSONView(CheckVerb.json(problem))
        #expect(json.text("file")?.hasSuffix("DocumentVerbTests.swift") == true && json.int("line") == Int64(line))
        #expect(json.text("path") == "unsound" && json.text("message")?.contains(".swift") == false)
        #expect("\(problem)".contains("DocumentVerbTests.swift:\(line): unsound: "), "\(problem)")
    }

    @Test func `graph draws, and writes the document`() throws {
        let file = folder.write(TestDocument.order, ".yaml")
        let chart = try SluiceProcess.run(["graph", file])
        #expect(chart.code == 0 && chart.output.hasPrefix("flowchart TD\n"))
        let json = try SluiceProcess.run(["graph", file, "--as", "json"])
        #expect(json.code == 0 && json.output.contains("\"workflow\": \"order\""))
        let yaml = try SluiceProcess.run(["graph", file, "--as", "yaml"])
        let again = folder.write(yaml.output, ".yaml")
        #expect(try SluiceProcess.run(["graph", again, "--as", "json"]).output == json.output)
        let none = try SluiceProcess.run(["graph", TemporaryFolder.shared.path + "/"])
        #expect(none.code == 1 && none.errors.contains("sluice: there is nothing to draw in "), "\(none)")
        let missing = try SluiceProcess.run(["graph", file, "--workflow", "ordr"])
        #expect(missing.code == 1 && missing.errors.contains("Did you mean 'order'?"))
    }

    @Test(
        arguments: [
            ("1 + 2", nil, "3"), ("input.a + b", #"{"a":1,"b":2}"#, "3"), ("input[1]", "[1,2]", "2"),
            ("{'a': [1, null, 1.5]}", nil, #"{"a":[1,null,1.5]}"#),
        ] as [(String, String?, String)]) func `eval prints JSON`(source: String, data: String?, expected: String)
        throws
    {
        let result = try SluiceProcess.run(["eval", source] + (data.map { ["--data", $0] } ?? []))
        #expect(result.code == 0 && result.output == expected + "\n", "\(result)")
    }

    @Test func `eval reads files and stdin, and points at what is wrong`() throws {
        let file = folder.write(#"{"total": 5}"#, ".json")
        #expect(try SluiceProcess.run(["eval", "total", "--data", file]).output == "5\n")
        #expect(try SluiceProcess.run(["eval", "total", "--data", "-"], input: #"{"total":6}"#).output == "6\n")
        let unknown = try SluiceProcess.run(["eval", "1 + totl", "--data", file])
        #expect(unknown.code == 65)
        #expect(unknown.errors.contains("  1 + totl\n      ^\n") && unknown.errors.contains("Did you mean 'total'?"))
        let nameless = try SluiceProcess.run(["eval", "input.total"])
        #expect(nameless.code == 65 && nameless.errors.hasSuffix("\nGive it with --data.\n"), "\(nameless)")
        let failed = try SluiceProcess.run(["eval", "1 / (total - 5)", "--data", file])
        #expect(failed.code == 1 && failed.errors.contains("^"))
        #expect(try SluiceProcess.run(["eval", "1", "--data", "{"]).code == 65)
        #expect(try SluiceProcess.run(["eval", "1", "--data", "/nowhere"]).code == 66)
    }
}
