import Foundation
import TestCommand
import TestFolders
import Testing

@testable import SluiceCommand

/// A node in a process of its own, and the verbs that ask it.
@Suite struct NodeVerbTests {
    private let folder = TemporaryFolder()

    private func node(_ data: String, _ arguments: [String] = []) throws -> SluiceProcess {
        let definitions = folder.file("-defs")
        try FileManager.default.createDirectory(atPath: definitions, withIntermediateDirectories: true)
        try Data(TestDocument.order.utf8).write(to: URL(fileURLWithPath: "\(definitions)/order.yaml"))
        let node = try SluiceProcess.start(["dev", "--data", data, "--definitions", definitions] + arguments)
        try #require(node.awaitLog("ready"), "\(node.errors)")
        return node
    }

    private func stop(_ node: SluiceProcess) {
        node.kill(SIGTERM)
        let result = node.finish()
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.errors.contains("committed"))
    }

    @Test func `a node answers every verb`() throws {
        let data = folder.file("-data")
        let node = try node(data)
        func ask(_ arguments: String..., code: Int32 = 0, sourceLine: Int = #line) throws -> SluiceProcess.Result {
            let result = try SluiceProcess.run(arguments + ["--data-folder", data])
            #expect(result.code == code, "line \(sourceLine): \(arguments) \(result)")
            return result
        }
        // Starts.
        #expect(try ask("start", "o-1", "-w", "order", "--input", #"{"total":120}"#).output == "o-1 running\n")
        #expect(try ask("start", "o-1", "-w", "order").output == "o-1 running, was there already\n")
        let again = JSONView(Array(try ask("start", "o-1", "-w", "order", "--json").output.utf8))
        #expect(again.raw("input") == Array(#"{"total":120}"#.utf8) && again.bool("was_there"))
        let made = try ask("start", "o-5", "-w", "order", "--input", #"{"total":1}"#, "--json").output
        #expect(made.contains(#""was_there":false"#), "\(made)")
        #expect(try ask("cancel", "o-5").output.contains("status    cancelled"))
        let found = try ask("start", "o-5", "-w", "order", "--wait", code: 1).output
        #expect(found.contains("instance  o-5, was there already\n"), "\(found)")
        #expect(
            try ask("start", "o-9", "-w", "order", "-i", "@/nowhere", code: 66).errors.contains("cannot open /nowhere"))
        #expect(try ask("signal", "o-1", "payment", "--data", "@/nowhere", code: 66).output.isEmpty)
        #expect(try ask("skip", "o-1", "check", "--value", "@/nowhere", code: 66).output.isEmpty)
        #expect(
            try ask("start", "o-9", "-w", "ordr", code: 1).errors.contains(
                "workflow ordr is not deployed: instance 'o-9' was not started"))
        #expect(try ask("start", "o-9", "-w", "order", "--input", "{", code: 65).errors.contains("--input is no JSON"))
        #expect(try ask("start", "-w", "order", "--input", #"{"total":1}"#).output.hasSuffix(" running\n"))
        let waiting = try SluiceProcess.start([
            "start", "o-2", "-w", "order", "--input", #"{"total":7}"#, "--wait=60s", "--json", "--data-folder", data,
        ])
        // Signals, and an instance that waits ends.
        #expect(
            try ask("signal", "o-1", "payment", "--data", #"{"amount":3}"#, "--id", "p").output
                == "sent payment to o-1\n")
        _ = try ask("signal", "o-2", "payment", "--data", #"{"amount":5}"#, "--json")
        let ended = waiting.finish()
        #expect(ended.code == 0 && ended.output.contains(#""result":12"#), "\(ended)")
        // Reads.
        let text = try ask("get", "o-1").output
        #expect(text.contains("status    running") && text.contains("no node offers the task fraud.check"), "\(text)")
        #expect(try ask("get", "o-1", "--json").output.contains(#""waits_for":"no node offers the task fraud.check""#))
        #expect(try ask("get", "nobody", code: 1).errors.contains("no instance has the id 'nobody'"))
        #expect(try ask("history", "o-1").output.contains("signaled"))
        #expect(try ask("history", "o-1", "--json", "--from", "1").lines.first?.contains(#""entry":1"#) == true)
        #expect(try ask("history", "o-1", "--from", "99").errors == "none\n")
        #expect(try ask("list", "--workflow", "order", "--json").lines.count == 4)
        let page = try ask("list", "--json", "--limit", "1")
        #expect(page.lines.count == 2 && page.lines[1].hasPrefix(#"{"next":"#))
        #expect(try ask("list", "--status", "succeeded").output.contains("o-2"))
        let more = try ask("list", "-n", "1", "-w", "order", "-s", "running,succeeded")
        let options = "--data-folder \(data) --workflow order --status running,succeeded --limit 1 --after"
        #expect(more.errors.hasPrefix("There are more: sluice list \(options) "), "\(more)")
        let pasted = more.errors.split(separator: " ").dropFirst(4).map { String($0).filter { $0 != "\n" } }
        #expect(try SluiceProcess.run(pasted).output.split(separator: "\n").count == 2)
        let empty = try ask("list", "--since", "1h", "--until", "2h")
        #expect(empty.output.isEmpty && empty.errors == "none\n", "\(empty)")
        #expect(try ask("list", "--since", "1h", "--until", "2h", "--json").errors.isEmpty)
        #expect(try ask("dead-letters", "--from", "end").errors == "none\n")
        let unknown = try ask("list", "--workflow", "odrer", code: 1)
        #expect(unknown.errors == "sluice: workflow 'odrer' is not deployed\nDid you mean 'order'?\n", "\(unknown)")
        #expect(try ask("list", "--workflow", "odrer", "--json", code: 1).output.isEmpty)
        #expect(try ask("list", "--workflow", "order", "--status", "failed").output.isEmpty)
        // Commands.
        #expect(try ask("redrive", "o-1", code: 1).errors.contains("no step is sidelined"))
        #expect(try ask("skip", "o-1", "chek", code: 1).errors.contains("has no step chek"))
        #expect(try ask("skip", "o-1", "check", "--value", "7").output.contains("status    succeeded"))
        #expect(try ask("cancel", "o-1", "--reason", "too late", code: 1).errors.contains("instance 'o-1' has ended"))
        _ = try ask("skip", "o-1", "check", "--value", "8", code: 1)
        _ = try ask("start", "o-3", "-w", "order", "--input", #"{"total":1}"#)
        #expect(try ask("cancel", "o-3", "--reason", "why not", "--json").output.contains(#""reason":"why not""#))
        #expect(try ask("start", "o-3", "-w", "order", "--wait", code: 1).output.contains("cancelled"))
        let open = try ask("start", "o-4", "-w", "order", "--input", #"{"total":9}"#, "--wait=300ms", code: 75)
        #expect(open.output.isEmpty, "\(open)")
        #expect(
            open.errors == """
                sluice: instance o-4 has not ended yet: no answer within 300 ms; it is running and waits at payment (open)
                It goes on; see: sluice get o-4 --data-folder \(data)

                """)
        let openJSON = try ask("get", "o-4", "--wait=300ms", "--json", code: 75)
        #expect(openJSON.lines.count == 1 && openJSON.output.contains(#""status":"running""#), "\(openJSON)")
        #expect(openJSON.errors.contains("waits at payment (open)"), "\(openJSON)")
        // Outputs: with the next checkpoint.
        _ = try ask("signal", "o-1", "nope")
        usleep(800_000)
        #expect(try ask("outcomes").output.contains("order@1"))
        #expect(try ask("outcomes", "--json").lines.count == 4)
        #expect(try ask("outcomes", "--json", "--limit", "1").lines.count == 1)
        #expect(try ask("outcomes", "--json", "-n", "0").lines.count == 4)
        #expect(try ask("outcomes", "--from", "end").output.isEmpty)
        #expect(try ask("dead-letters", "--json").output.contains("no signal of this name"))
        let letters = try ask("dead-letters").output
        #expect(letters.contains("  o-9  started 'ordr'  workflow ordr is not deployed"), "\(letters)")
        #expect(letters.contains("  o-1  signaled 'nope'  workflow order has no signal of this name"), "\(letters)")
        #expect(letters.contains("  o-1  command skip 'check'  instance 'o-1' has ended (succeeded)  8"), "\(letters)")
        #expect(
            letters.contains("  o-1  command cancel 'too late'  instance 'o-1' has ended (succeeded)"), "\(letters)")
        #expect(letters.contains("  o-1  command redrive  no step is sidelined"), "\(letters)")
        let refused = try #require(ask("dead-letters", "--json").lines.first { $0.contains(#""command":"skip""#) })
        #expect(JSONView(Array(refused.utf8)).text("step") == "chek", "\(refused)")
        #expect(try ask("dead-letters", "--json").output.contains(#""cancel_reason":"too late""#))
        let letter = try #require(ask("dead-letters", "--json").lines.first { $0.contains("signaled") })
        #expect(JSONView(Array(letter.utf8)).text("signal") == "nope", "\(letter)")
        #expect(try ask("dead-letters", "--json").output.contains(#""workflow":"ordr""#))
        // Ends of lines in values and names.
        let spread = "@" + folder.write("{\n  \"total\": 1,\r\n\t\"note\": \"a\\nb\"\n}\n", ".json")
        let made2 = try ask("start", "l\n\u{1b}[1m", "-w", "order", "--input", spread)
        #expect(made2.output == "l\\n\\u{1b}[1m running\n", "\(made2)")
        let shown = try ask("get", "l\n\u{1b}[1m").output
        #expect(shown.contains("instance  l\\n\\u{1b}[1m\n"), "\(shown)")
        #expect(shown.contains("input     { \"total\": 1, \"note\": \"a\\nb\" }\n"), "\(shown)")
        #expect(try ask("list", "--limit", "0").lines.contains { $0.hasPrefix("l\\n\\u{1b}[1m ") })
        #expect(try ask("get", "l\n\u{1b}[1m", "--json").lines.count == 1)
        _ = try ask("signal", "l\n\u{1b}[1m", "nope", "--data", spread)
        #expect(try ask("cancel", "l\n\u{1b}[1m").output.contains("status    cancelled"))
        usleep(300_000)
        #expect(try ask("dead-letters", "--json").lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
        // What is too large is told, and is not in the log.
        let before = try ask("dead-letters", "--json").lines.count
        let large = "@" + folder.write("\"" + String(repeating: "x", count: 983_615) + "\"", ".json")
        for arguments in [
            ["start", "o-9", "-w", "order", "--input", large], ["signal", "o-4", "payment", "--data", large],
            ["skip", "o-4", "payment", "--value", large],
        ] {
            let result = try SluiceProcess.run(arguments + ["-d", data])
            #expect(result.code == 65 && result.output.isEmpty, "\(result)")
            #expect(result.errors.contains(" has 983617 bytes; at most 983616 fit into a record\n"), "\(result)")
        }
        usleep(300_000)
        #expect(try ask("dead-letters", "--json").lines.count == before)
        // Definitions. How long it may take is what --timeout says, at both ends.
        let late = try (1...20).contains { number in
            let slow = folder.write(TestDocument.double.replacing("double", with: "slow-\(number)"), ".yaml")
            let result = try SluiceProcess.run(["deploy", slow, "--timeout", "1ms", "--data-folder", data])
            return result.code == 75 && result.errors.contains("no answer within 1 ms")
        }
        #expect(late)
        let double = folder.write(TestDocument.double, ".yaml")
        #expect(try ask("deploy", double).output == "double version 1 deployed\n")
        #expect(try ask("deploy", double, "--json").output.contains(#""was_there":true"#))
        let other = folder.write(TestDocument.double.replacing("* 2", with: "* 3"), ".yaml")
        #expect(try ask("deploy", other, code: 1).errors.contains("a version never changes"))
        #expect(
            try ask("deploy", folder.write(TestDocument.swift, ".yaml"), code: 1).errors.contains(
                "step 'twice' is Swift code"))
        #expect(try ask("deploy", folder.write("x: 1", ".yaml"), code: 65).errors.contains("unknown key"))
        #expect(
            try ask("start", "-w", "double", "--input", #"{"n":21}"#, "--wait", "--json").output.contains(
                #""result":42"#))
        let broken = folder.write(TestDocument.broken, ".yaml")
        _ = try ask("deploy", broken)
        #expect(
            try ask("start", "-w", "broken", "--input", #"{"n":0}"#, "--wait", code: 1).output.contains(
                "status    failed"))
        // Lines.
        let lines = folder.write(
            (1...3_000).map { #"{"instance":"i-\#($0)","type":"go","n":\#($0)}"# }.joined(separator: "\n"), ".jsonl")
        #expect(try ask("ingest", lines, "--start", "go=double", "--json").output.contains(#""events_ingested":3000"#))
        let wrong = try ask("ingest", lines, "--start", "go=doble", code: 64)
        #expect(wrong.errors.contains("workflow 'doble' is not deployed\nDid you mean 'double'?"), "\(wrong)")
        let unseen = try ask("ingest", lines, "--start", "goo=double", "--only", "none", "--json")
        #expect(
            unseen.output.contains(#""unseen_starts":["goo"]"#)
                && unseen.errors.contains("no line became an event of the type 'goo'"))
        // What has time.
        let later = folder.write(
            (1...500).map { #"{"instance":"later-\#($0)","type":"go","n":\#($0)}"# }.joined(separator: "\n"), ".jsonl")
        #expect(try ask("ingest", later, "--start", "go=double", "--batch").output.contains("500 events durable"))
        #expect(
            try ask("start", "last", "-w", "double", "-i", #"{"n":4}"#, "--batch").output == "last waits in batch\n")
        let both = try ask("start", "-w", "double", "--batch", "--wait", code: 64)
        #expect(both.errors.contains("--wait and --batch exclude each other"), "\(both)")
        let fed = Date().addingTimeInterval(20)
        func isThere(_ id: String) throws -> Bool {
            try SluiceProcess.run(["get", id, "--data-folder", data]).code == 0
        }
        while try !isThere("last") || !isThere("later-500"), Date() < fed { usleep(20_000) }
        #expect(try ask("get", "last", "--wait", "--json").output.contains(#""result":8"#))
        #expect(try ask("get", "later-500", "--wait", "--json").output.contains(#""result":1000"#))
        #expect(try ask("ingest", folder.write("{", ".jsonl"), code: 65).errors.contains(":1: rejected"))
        #expect(try ask("ingest", "/nowhere.jsonl", code: 66).errors.contains("cannot open"))
        #expect(try ask("get", "i-3000", "--wait", "--json").output.contains(#""result":6000"#))
        // Who has ended is told, however short the wait.
        #expect(try ask("get", "i-3000", "--wait=0").output.contains("status    succeeded"))
        func listed() throws -> Int64 {
            try JSONView(Array(ask("status", "--json").output.utf8)).object("counters")?.int("instances_listed") ?? 0
        }
        let listedBefore = try listed()
        let ids = try ask("list", "--workflow", "double", "--limit", "0", "--json").lines
        #expect(try listed() - listedBefore < 5_000, "a page reads little more than it shows")
        #expect(ids.count == 3_502)
        #expect(ids == ids.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        // The node.
        let status = try ask("status", "--json").output
        #expect(
            status.contains(#""open":true"#) && status.contains(#""workflow":"double""#)
                && status.contains("instances_ended"))
        let concepts = Repository.text("docs/concepts.md")
        for section in ["counters", "log"] {
            let counters = try #require(JSONView(Array(status.utf8)).object(section)).members.map(\.name)
            #expect(counters.count > 10)
            for name in counters {
                #expect(concepts.contains("`\(name)`"), "docs/concepts.md does not tell of \(name)")
            }
        }
        #expect(try ask("status", "--positions").output.contains("checkpoints"))
        let second = try SluiceProcess.run(["dev", "--data", data])
        #expect(second.code == 75 && second.errors.contains("has it open"), "\(second)")
        #expect(
            second.errors.hasSuffix(
                "\nIf that is a node, other verbs reach it while it runs: ingest, deploy, start, …\n"))
        let socket = try FileManager.default.attributesOfItem(atPath: "\(data)/sluice.sock")
        #expect((socket[.posixPermissions] as? Int) == 0o600)
        stop(node)
        // It is gone.
        let gone = try ask("list", code: 69)
        #expect(gone.errors.contains("Start one with: sluice dev --data \(data)"))
        #expect(try SluiceProcess.run(["dev", "--data", data, "--partitions", "32"]).code == 65)
    }

    @Test func `a step that nobody had a body for says so when its deadline has passed`() throws {
        let data = folder.file("-data")
        let node = try node(data)
        func ask(_ arguments: String..., code: Int32 = 0) throws -> SluiceProcess.Result {
            let result = try SluiceProcess.run(arguments + ["--data-folder", data])
            #expect(result.code == code, "\(arguments) \(result)")
            return result
        }
        _ = try ask("deploy", folder.write(TestDocument.late, ".yaml"))
        let begun = Date()
        let start = try ask("start", "l-1", "-w", "late", "--wait=60s", code: 75)
        let reason = "sluice.deadline: not done within 50 ms; no node offers the task nobody.has"
        #expect(
            start.errors.contains("has not ended yet: it is sidelined; step work waits for a person (\(reason))"),
            "\(start)")
        #expect(
            start.errors.contains("To run the step again: sluice redrive l-1 --data-folder \(data); to settle it"),
            "\(start)")
        // More often than an instance keeps callers.
        for _ in 1...20 {
            let get = try ask("get", "l-1", "--wait=60s", "--json", code: 75)
            #expect(JSONView(Array(get.output.utf8)).text("status") == "sidelined", "\(get)")
        }
        // Nobody sits out the time for what does not end by itself.
        #expect(Date().timeIntervalSince(begun) < 40)
        #expect(try ask("get", "l-1").output.contains(reason))
        let json = try ask("get", "l-1", "--json").output
        #expect(json.contains(#""hint":"no node offers the task nobody.has""#), "\(json)")
        #expect(!json.contains("waits_for"), "\(json)")
        let again = try ask("start", "l-1", "-w", "late", "--wait=1ms", "--json", code: 75)
        #expect(JSONView(Array(again.output.utf8)).text("status") == "sidelined", "\(again)")
        stop(node)
    }

    @Test func `tasks that this program has no body for are named at the start`() throws {
        let node = try node(folder.file("-data"))
        let told = node.errors.split(separator: "\n").filter { $0.contains("level=warning") }
        #expect(
            told.count == 1 && told.first?.contains("workflow=order version=1 tasks=fraud.check") == true, "\(told)")
        stop(node)
    }

    @Test func `what was acknowledged is there after SIGKILL`() throws {
        let data = folder.file("-data")
        var node = try node(data, ["--log-format", "json"])
        #expect(node.errors.contains(#""message":"ready""#))
        #expect(node.errors.contains(#""partitions":16,"slots":4,"#), "\(node.errors)")
        for index in 1...20 {
            let result = try SluiceProcess.run([
                "start", "k-\(index)", "-w", "order", "--input", #"{"total":1}"#, "-d", data,
            ])
            #expect(result.code == 0)
        }
        node.kill(SIGKILL)
        _ = node.finish()
        node = try self.node(data)
        let list = try SluiceProcess.run(["list", "--json", "-d", data])
        #expect(list.lines.count == 20, "\(list)")
        stop(node)
    }
}
