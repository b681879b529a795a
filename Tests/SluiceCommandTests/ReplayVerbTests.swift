import Foundation
import TestCommand
import TestFolders
import Testing

@testable import SluiceCommand

/// `sluice replay` on the data folder of a node that has ended.
@Suite struct ReplayVerbTests {
    private let folder = TemporaryFolder()

    private func run(_ data: String, _ lines: [String], _ documents: [String]) throws {
        let file = folder.write(lines.joined(separator: "\n"), ".jsonl")
        let documents = documents.flatMap { ["--definitions", folder.write($0, ".yaml")] }
        let result = try SluiceProcess.run(
            [
                "run", "--data", data, "--partitions", "4", "--slots", "2", "--start", "placed=order", "--start",
                "go=double",
            ]
                + documents + [file])
        try #require(result.code == 0, "\(result)")
    }

    /// Sixty orders, of which forty are paid, and twenty that end at once.
    private func filled() throws -> String {
        let data = folder.file("-data")
        try run(
            data,
            (0..<60).map { #"{"instance":"o-\#($0)","type":"placed","total":\#($0 * 5)}"# }
                + (0..<40).map { #"{"instance":"o-\#($0)","type":"payment","amount":\#($0)}"# }
                + (0..<20).map { #"{"instance":"d-\#($0)","type":"go","n":\#($0)}"# },
            [TestDocument.order, TestDocument.double])
        return data
    }

    private func replay(_ data: String, _ arguments: String...) throws -> SluiceProcess.Result {
        try SluiceProcess.run(["replay", "--data", data] + arguments)
    }

    @Test func `end states, comparison and instances are those of the run, and the folder stays as it is`() throws {
        let data = try filled()
        let counts = try replay(data)
        #expect(
            counts.code == 0
                && counts.lines.prefix(4) == [
                    "WORKFLOW  VERSION  STATUS     INSTANCES", "double    1        succeeded  20",
                    "order     1        running    39", "order     1        succeeded  21",
                ], "\(counts)")
        let json = try replay(data, "--json")
        #expect(
            json.lines.count == 4
                && json.lines[1] == #"{"workflow":"order","version":1,"status":"running","instances":39}"#, "\(json)")
        #expect(json.lines[3].hasPrefix(#"{"partitions":4,"records":"#), "\(json)")
        let compared = try replay(data, "--compare")
        #expect(compared.code == 0 && compared.lines.count { $0.hasSuffix("  equal") } == 4, "\(compared)")
        let instances = try replay(data, "--instances")
        #expect(instances.code == 0 && instances.lines.count == 80, "\(instances)")
        let paid = try #require(instances.lines.first { $0.contains(#""instance":"o-7""#) })
        #expect(paid.contains(#""status":"succeeded""#) && paid.contains(#""result":42,"#), "\(paid)")
        #expect(try replay(data, "--from", "checkpoint").lines.prefix(4) == counts.lines.prefix(4))
        // A node goes on with it, and shows the same.
        let node = try SluiceProcess.start(["dev", "--data", data])
        #expect(node.awaitLog("msg=\"ready\""), "\(node.errors)")
        let shown = try SluiceProcess.run(["get", "o-7", "--json", "-d", data])
        #expect(shown.lines == [paid])
        let busy = try replay(data)
        #expect(busy.code == 75 && busy.errors.contains("stop the node, or copy the folder"), "\(busy)")
        node.kill(SIGTERM)
        #expect(node.finish().code == 0)
        #expect(try replay(data, "--compare").code == 0)
    }

    @Test func `another definition is told apart by whom it leads elsewhere`() throws {
        let data = try filled()
        let cheaper = TestDocument.order.replacing("input.total > 100", with: "input.total > 150")
            .replacing("version: 1", with: "version: 2")
        let file = folder.write(cheaper, ".yaml")
        // From 21 on an order was big, and from 31 on it still is; those that are paid then end.
        let csv = try replay(data, "--definition", file, "--csv")
        #expect(csv.code == 1, "\(csv)")
        #expect(csv.lines.first == InstanceDifference.csvHeader)
        let rows = csv.lines.dropFirst().map { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            return "\(fields[0]): \(fields[2]) \(fields[5]) -> \(fields[6]) \(fields[7])"
        }
        let expected = (21...30).map { "o-\($0): running a result of check -> succeeded \($0 * 6)" }
        #expect(Array(rows).sorted() == expected, "\(rows)")
        #expect(csv.errors.contains("10 of 80 instances differ"), "\(csv)")
        let json = try replay(data, "--definition", file, "--json")
        #expect(json.code == 1 && json.lines.count == 11, "\(json)")
        #expect(json.lines.last?.contains(#""lives":80,"differing":10,"results_left_out":{}"#) == true, "\(json)")
        let one = try #require(json.lines.first { $0.contains(#""instance":"o-25""#) })
        #expect(
            one.contains(#""now":{"instance":"o-25","workflow":"order","version":1,"status":"succeeded""#), "\(one)")
        let text = try replay(data, "--definition", file)
        #expect(text.code == 1 && text.lines.count == 13, "\(text)")
        #expect(text.lines.contains { $0.hasPrefix("o-25") && $0.hasSuffix("succeeded 150") }, "\(text)")
        let same = try replay(data, "--definition", folder.write(TestDocument.order, ".yaml"))
        #expect(same.code == 0 && same.output.hasPrefix("0 of 80 instances differ\n"), "\(same)")
    }

    @Test func `a part of the log is folded as far as it goes`() throws {
        let data = try filled()
        let none = try replay(data, "--to", "0")
        #expect(none.code == 0 && none.output.contains("0 records with 0 events of 4 partitions"), "\(none)")
        // Behind the definitions.
        let middle = try replay(data, "--from", "4", "--partition", "1", "--json")
        #expect(middle.code == 0 && middle.errors.contains("partitions 1 begin in the middle"), "\(middle)")
        #expect(middle.output.contains(#""workflow":"order""#), "\(middle)")
        let later = try replay(data, "--from", "2100-01-01T00:00:00Z")
        #expect(later.code == 0 && later.output.contains("0 records"), "\(later)")
        let before = try replay(data, "--to", "2000-01-01T00:00:00Z", "--partition", "0-2")
        #expect(before.code == 0 && before.output.contains("0 records with 0 events of 3 partitions"), "\(before)")
        let beyond = try replay(data, "--from", "100000")
        #expect(beyond.code == 0 && beyond.output.contains("0 records with 0 events of 4 partitions"), "\(beyond)")
        let today = try replay(data, "--from", "1h", "--compare")
        #expect(today.code == 64, "\(today)")
    }

    @Test func `what cannot be done is said with what can`() throws {
        let data = try filled()
        func refuse(_ code: Int32, _ text: String, _ arguments: String..., line: Int = #line) throws {
            let result = try SluiceProcess.run(["replay", "--data", data] + arguments)
            #expect(
                result.code == code && result.errors.contains(text) && result.output.isEmpty, "line \(line): \(result)")
        }
        let order = folder.write(TestDocument.order, ".yaml")
        try refuse(64, "there is no partition 4", "--partition", "4")
        try refuse(64, "--partition cannot be '3-1'", "--partition", "3-1")
        try refuse(64, "--from cannot be 'then'", "--from", "then")
        try refuse(64, "--compare folds to where the checkpoints stand", "--compare", "--to", "5")
        try refuse(64, "--compare and --definition exclude each other", "--compare", "--definition", order)
        try refuse(64, "--definition cannot begin with a checkpoint", "--definition", order, "--from", "checkpoint")
        try refuse(64, "--csv prints what differs", "--csv")
        try refuse(64, "--instances prints the end", "--instances", "--compare")
        try refuse(66, "/nowhere.yaml", "--definition", "/nowhere.yaml")
        try refuse(
            65, "'greeting' was never deployed", "--definition",
            folder.write(
                TestDocument.double.replacing("workflow: double", with: "workflow: greeting"), ".yaml"))
        let many = folder.file("-defs")
        try FileManager.default.createDirectory(atPath: many, withIntermediateDirectories: true)
        for (name, text) in [("double", TestDocument.double), ("order", TestDocument.order)] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(many)/\(name).yaml"))
        }
        try refuse(65, "holds 2 workflows", "--definition", many)
        try refuse(
            1, "Swift code that this node does not have", "--definition",
            folder.write(
                TestDocument.swift.replacing("workflow: swift", with: "workflow: double"), ".yaml"))
        let nothing = try SluiceProcess.run(["replay", "--data", folder.file("-none")])
        #expect(nothing.code == 66 && nothing.errors.contains("is no data folder"), "\(nothing)")
        let nobody = try SluiceProcess.run(["replay", "--brokers", "127.0.0.1:1"])
        #expect(nobody.code == 69, "\(nobody)")
    }

    @Test func `progress tells records, share and speed, and the temporary folder is gone`() throws {
        let data = try filled()
        let temporary = folder.file("-tmp")
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
        let result = try SluiceProcess.run(
            ["replay", "--data", data, "--progress"], environment: ["TMPDIR": temporary])
        #expect(result.code == 0 && result.errors.contains(" %), ") && result.errors.contains("records/s"), "\(result)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary).isEmpty)
    }
}
