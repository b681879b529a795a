import Foundation
import TestCommand
import TestFolders
import Testing

@testable import SluiceCommand

@Suite struct RunTests {
    private let folder = TemporaryFolder()

    private func definitions() -> String {
        let path = folder.file("-defs")
        try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in [
            ("order", TestDocument.order), ("double", TestDocument.double), ("broken", TestDocument.broken),
        ] {
            try! Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name).yaml"))
        }
        return path
    }

    @Test func `a file of lines runs to its end and is summed up`() throws {
        let lines = (1...200).map { #"{"instance":"d-\#($0)","type":"go","n":\#($0)}"# }.joined(separator: "\n")
        let file = folder.write(lines, ".jsonl")
        let arguments = [
            "run", "--definitions", definitions(), "--start", "go=double", "--summarize", "result", "--unit", "eur",
            file,
        ]
        let text = try SluiceProcess.run(arguments)
        #expect(text.code == 0, "\(text)")
        #expect(text.lines.last == "instances=200 succeeded=200 waiting=0 median_eur=201 sum_eur=40200")
        let json = try SluiceProcess.run(arguments + ["--json"])
        #expect(json.lines.count == 1)
        for part in [
            "\"instances\":200", "\"succeeded\":200", "\"rejected_lines\":0", "\"sum_eur\":40200", "\"median_eur\":201",
            "\"drained\":true",
        ] {
            #expect(json.output.contains(part), "\(json.output)")
        }
        #expect(json.errors.isEmpty && !json.output.contains("\"sum\""), "\(json)")
        let missing = try SluiceProcess.run([
            "run", "--definitions", definitions(), "--start", "go=double", "--summarize", "result.nett", file,
        ])
        #expect(missing.code == 0, "\(missing)")
        #expect(
            missing.errors == "sluice: warning: --summarize result.nett found no number in any of the 200 outcomes\n")
    }

    @Test func `the same file again changes nothing, and equal lines are one event`() throws {
        let data = folder.file("-data")
        let lines = (1...50).map { #"{"instance":"o-\#($0)","type":"placed","total":\#($0)}"# }
        let payments = (1...40).map { #"{"instance":"o-\#($0)","type":"payment","amount":1}"# }
        let file = folder.write((payments + lines + payments).joined(separator: "\n"), ".jsonl")
        let arguments = [
            "run", "--data", data, "--definitions", definitions(), "--start", "placed=order", "--summarize", "result",
            file,
        ]
        let first = try SluiceProcess.run(arguments)
        #expect(first.lines.last == "instances=50 succeeded=40 waiting=10 median=21.5 sum=860", "\(first)")
        #expect(try SluiceProcess.run(arguments).lines.last == first.lines.last)
        // A rejected event is not known again.
        let nope = folder.write(#"{"instance":"o-1","type":"nope"}"#, ".jsonl")
        for count in 1...2 {
            let json = try SluiceProcess.run(Array(arguments.dropLast()) + [nope, "--json"])
            #expect(json.output.contains(#""dead_letters":\#(count),"#), "\(json)")
            #expect(json.output.contains(#""instances":50,"#) && json.output.contains(#""sum":860"#), "\(json)")
        }
    }

    @Test func `rejected lines are told and listed, and the others go on`() throws {
        let file = folder.write(
            """
            instance,type,at,n
            a,go,2020-01-01T00:00:00Z,1
            ,go,2020-01-01T00:00:00Z,2
            b,go,yesterday,3
            c,go
            d"x,go,2020-01-01T00:00:00Z,4
            e,,2020-01-01T00:00:00Z,5
            f,other,2020-01-01T00:00:00Z,5
            g,go,2020-01-01T00:00:00Z,6
            """, ".csv")
        let rejects = folder.file(".jsonl")
        let arguments = [
            "run", "--definitions", definitions(), "--start", "go=double", "--time", "at", "--infer", "--only", "go",
            file,
            "--rejects", rejects, "--summarize", "result",
        ]
        let result = try SluiceProcess.run(arguments)
        #expect(result.code == 65, "\(result)")
        #expect(result.lines.last == "instances=2 succeeded=2 waiting=0 median=7 sum=14")
        #expect(result.errors.hasPrefix("sluice: \(file):3: rejected: the instance id is empty\n"))
        #expect(
            result.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("sluice: \(file):") }, "\(result.errors)")
        let listed = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n")
        #expect(listed.count == 5)
        #expect(listed[1].contains("\"line\":4,\"reason\":\"'at' is no time: 'yesterday'"), "\(listed)")
        #expect(listed[2].contains("2 fields, the header has 4"))
        #expect(try SluiceProcess.run(arguments + ["--tolerate", "5"]).code == 0)
        #expect(try SluiceProcess.run(arguments.dropLast(4) + ["--rejects", "/nowhere/x"]).code == 73)
    }

    @Test func `with old events a duration counts from now and a point in time from the event`() throws {
        let guide = Repository.text("docs/authoring.md")
        let begin = try #require(guide.range(of: "sluice: 1\nworkflow: paid-in-time"))
        let end = try #require(guide.range(of: "```", range: begin.lowerBound..<guide.endIndex))
        let document = folder.write(String(guide[begin.lowerBound..<end.lowerBound]), ".yaml")
        let until = folder.write(
            """
            sluice: 1
            workflow: past
            version: 1
            steps:
              due: {until: times.start + duration("1h")}
            """, ".yaml")
        let lines = [
            #"{"instance":"a","type":"placed","at":"2019-05-01T08:00:00Z"}"#,
            #"{"instance":"a","type":"payment","at":"2019-05-01T08:10:00Z"}"#,
            #"{"instance":"b","type":"placed","at":"2019-05-01T08:00:00Z"}"#,
            #"{"instance":"b","type":"payment","at":"2019-05-01T10:00:00Z"}"#,
            #"{"instance":"c","type":"placed","at":"2019-05-01T08:00:00Z"}"#,
            #"{"instance":"d","type":"old","at":"2019-05-01T08:00:00Z"}"#,
        ]
        let data = folder.file("-data")
        let run = try SluiceProcess.run([
            "run", "--data", data, "--definitions", document, "--definitions", until, "--time", "at", "--start",
            "placed=paid-in-time", "--start", "old=past", folder.write(lines.joined(separator: "\n"), ".jsonl"),
            "--json",
        ])
        #expect(
            run.code == 0 && run.output.contains(#""succeeded":3,"#) && run.output.contains(#""waiting":1,"#), "\(run)")
        let node = try SluiceProcess.start(["dev", "--data", data])
        #expect(node.awaitLog("msg=\"ready\""))
        for (id, result) in [("a", "true"), ("b", "false")] {
            let get = try SluiceProcess.run(["get", id, "--json", "-d", data])
            #expect(get.output.contains(#""result":\#(result),"#), "\(get)")
            // Two clocks: the log's, and the event's.
            #expect(
                !get.output.contains(#""started":"2019"#) && get.output.contains(#""since":"2019-05-01T"#), "\(get)")
        }
        let open = try SluiceProcess.run(["get", "c", "--json", "-d", data])
        #expect(open.output.contains(#""status":"open""#) && !open.output.contains(#""due":"2019"#), "\(open)")
        node.kill(SIGTERM)
        #expect(node.finish().code == 0)
    }

    @Test func `what is due within the wait is waited for`() throws {
        let timer = folder.write(
            "sluice: 1\nworkflow: nap\nversion: 1\nsteps:\n  pause:\n    timer: 4s\nresult: pause\n", ".yaml")
        let file = folder.write(#"{"instance":"n","type":"go"}"#, ".jsonl")
        let arguments = ["run", "--definitions", timer, "--start", "go=nap", file, "--json"]
        #expect(try SluiceProcess.run(arguments).output.contains("\"waiting\":1"))
        #expect(try SluiceProcess.run(arguments + ["--wait", "30s"]).output.contains("\"succeeded\":1"))
        let late = try SluiceProcess.run(arguments + ["--wait", "30s", "--timeout", "200ms"])
        #expect(late.code == 75 && late.output.contains("\"drained\":false"))
        let text = try SluiceProcess.run(arguments.dropLast() + ["--wait", "30s", "--timeout", "1500ms"])
        #expect(
            text.code == 75 && text.output.contains("the time was up while timers were due within --wait"), "\(text)")
    }

    @Test func `a document whose code is not here is refused at once`() throws {
        let document = folder.write(TestDocument.swift, ".yaml")
        let file = folder.write(#"{"instance":"n","type":"go"}"#, ".jsonl")
        let begun = Date()
        let result = try SluiceProcess.run([
            "run", "--definitions", document, "--start", "go=swift", file, "--timeout", "3s",
        ])
        #expect(result.code == 1 && result.errors.contains("step 'twice' is Swift code that this node does not have"))
        #expect(Date().timeIntervalSince(begun) < 15)
    }

    @Test func `a start of a workflow that is not deployed is refused before anything is read`() throws {
        let data = folder.file("-data")
        let file = folder.write(#"{"instance":"a","type":"filed","n":1}"#, ".jsonl")
        for arguments in [[], ["--json"]] {
            let result = try SluiceProcess.run(
                ["run", "--data", data, "--definitions", definitions(), "--start", "filed=doubel", file] + arguments)
            #expect(result.code == 64 && result.output.isEmpty, "\(result)")
            #expect(
                result.errors
                    == "sluice: --start 'filed=doubel': workflow 'doubel' is not deployed\nDid you mean 'double'?\n")
        }
        let none = try SluiceProcess.run(["run", "--start", "filed=nope", file])
        #expect(
            none.code == 64
                && none.errors.contains("None is: name its document, or a folder of documents, with --definitions."),
            "\(none)")
        // What the folder holds counts as well as what the command line names.
        let later = try SluiceProcess.run(["run", "--data", data, "--start", "filed=double", file, "--json"])
        #expect(later.code == 0 && later.output.contains(#""succeeded":1"#), "\(later)")
        // The same pair twice is no contradiction.
        let twice = try SluiceProcess.run(
            ["run", "--data", data, "--start", "filed=double", "--start", "filed=double", file])
        #expect(twice.code == 0, "\(twice)")
    }

    @Test func `a start that no line is draws a warning with the type that was meant`() throws {
        let file = folder.write(#"{"instance":"a","type":"filed","n":1}"#, ".jsonl")
        let arguments = ["run", "--definitions", definitions(), "--start", "fild=double", file]
        let text = try SluiceProcess.run(arguments)
        #expect(text.code == 0 && text.output.contains("kept for a start"), "\(text)")
        #expect(
            text.errors
                == "sluice: warning: no line became an event of the type 'fild', so none started double. Did you mean 'filed'?\n"
        )
        let json = try SluiceProcess.run(arguments + ["--json"])
        #expect(json.code == 0 && json.output.contains(#""unseen_starts":["fild"]"#), "\(json)")
        let seen = try SluiceProcess.run([
            "run", "--definitions", definitions(), "--start", "filed=double", file, "--json",
        ])
        #expect(seen.errors.isEmpty && seen.output.contains(#""unseen_starts":[]"#), "\(seen)")
        let signals = try SluiceProcess.run(["run", "--definitions", definitions(), file])
        #expect(signals.code == 0 && signals.errors.contains("warning: every line is a signal"), "\(signals)")
    }

    @Test func `dead letters are summed up by reason, and change no exit code`() throws {
        let lines =
            [#"{"instance":"a","type":"placed","total":1}"#]
            + (1...3).map { #"{"instance":"a","type":"nope","n":\#($0)}"# }
        let file = folder.write(lines.joined(separator: "\n"), ".jsonl")
        let arguments = ["run", "--definitions", definitions(), "--start", "placed=order", file]
        let reason = "workflow order version 1 waits for no such signal"
        let text = try SluiceProcess.run(arguments)
        #expect(text.code == 0, "\(text)")
        let rows = text.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        let row = try #require(rows.firstIndex(of: "dead letters 3"))
        #expect(rows[row + 1] == "3 \(reason)", "\(text.output)")
        let json = try SluiceProcess.run(arguments + ["--json"])
        #expect(
            json.output.contains(#""dead_letters":3,"dead_letter_reasons":[{"reason":"\#(reason)","count":3}]"#),
            "\(json)")
    }

    @Test func `failed and sidelined instances are summed up by step and reason`() throws {
        let late = folder.write(TestDocument.late, ".yaml")
        let lines =
            (1...3).map { #"{"instance":"b-\#($0)","type":"broken","n":0}"# }
            + (1...2).map { #"{"instance":"l-\#($0)","type":"late"}"# }
        let arguments = [
            "run", "--definitions", definitions(), "--definitions", late, "--start", "broken=broken", "--start",
            "late=late", "--wait", "10s", folder.write(lines.joined(separator: "\n"), ".jsonl"),
        ]
        let text = try SluiceProcess.run(arguments)
        #expect(text.code == 0, "\(text)")
        let rows = text.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        let failed = try #require(rows.firstIndex(of: "failed 3"), "\(text.output)")
        #expect(rows[failed + 1].hasPrefix("3 broken: step division"), "\(text.output)")
        let sidelined = try #require(rows.firstIndex(of: "sidelined 2"), "\(text.output)")
        let why = "late: step work: sluice.deadline: not done within 50 ms; no node offers the task nobody.has"
        #expect(rows[sidelined + 1] == "2 \(why)", "\(text.output)")
        let json = try SluiceProcess.run(arguments + ["--json"])
        #expect(json.output.contains(#""failed_reasons":[{"reason":"broken: step division"#), "\(json)")
        #expect(json.output.contains(#""sidelined_reasons":[{"reason":"\#(why)","count":2}]"#), "\(json)")
    }

    @Test func `instances that were not looked at are counted as such`() {
        var counts = ReasonCounts()
        counts.add("a")
        counts.unread = 5
        #expect(counts.commonest.map(\.reason) == ["a", "not looked at"] && counts.commonest.last?.count == 5)
        counts.add(String(repeating: "x", count: 1_000))
        #expect(counts.commonest[1].reason.count == 301)
    }

    @Test func `of many reasons the commonest are shown, and the others counted`() {
        var counts = ReasonCounts()
        for number in 0..<1_500 { counts.add("reason \(number)") }
        for _ in 0..<3 { counts.add("reason 7") }
        #expect(counts.all == 1_503 && counts.commonest.count == 11)
        #expect(counts.commonest.first?.reason == "reason 7" && counts.commonest.first?.count == 4)
        #expect(counts.commonest.last?.reason == "other reasons" && counts.commonest.last?.count == 1_490)
    }

    @Test func `inputs that are not there have their own codes`() throws {
        let defs = definitions()
        #expect(try SluiceProcess.run(["run", "--definitions", defs, "/nowhere.csv"]).code == 66)
        #expect(try SluiceProcess.run(["run", "--definitions", "/nowhere"]).code == 66)
        let bad = folder.write("sluice: 1\n", ".yaml")
        #expect(try SluiceProcess.run(["run", "--definitions", bad]).code == 65)
        #expect(try SluiceProcess.run(["run", "--data", "/proc/none/x"]).code == 73)
        let csv = folder.write("id,type\n1,a\n", ".csv")
        let column = try SluiceProcess.run(["run", "--definitions", defs, "--instance", "idd", csv])
        #expect(column.code == 65 && column.errors.contains("has no column 'idd'"), "\(column.errors)")
    }

    @Test func `JSON lines take members by path and a payload`() throws {
        let file = folder.write(
            #"{"order":{"id":17},"what":"go","data":{"n":4}}"# + "\n" + #"{"order":{"id":18},"what":"go"}"# + "\n{\n",
            ".jsonl")
        let result = try SluiceProcess.run([
            "run", "--definitions", definitions(), "--instance", "order.id", "--type", "what", "--payload", "data",
            "--start",
            "go=double", "--summarize", "result", file,
        ])
        #expect(result.code == 65)
        #expect(result.lines.last == "instances=1 succeeded=1 waiting=0 median=8 sum=8", "\(result)")
        #expect(result.errors.contains(":2: rejected: no member 'data' (--payload)"))
        #expect(result.errors.contains(":3: rejected: no JSON"))
    }
}
