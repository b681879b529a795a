import Foundation
import TestCommand
import TestFolders
import Testing

@testable import SluiceCommand

/// A log on one machine keeps what workflows publish.
@Suite struct PublishedVerbTests {
    private static let document = """
        sluice: 1
        workflow: sale
        version: 1
        steps:
          told:
            publish: sales.told
            key: input.customer
            with: '{"total": input.total}'
            headers: {tenant: input.tenant}
          hinted: {publish: sales.hinted, type: com.shop.hint, delivery: at least once}
        """

    @Test func `published shows records by topic, across a restart of the node`() throws {
        let folder = TemporaryFolder()
        let (data, definition) = (folder.file("-data"), folder.file("-sale.yaml"))
        try Data(PublishedVerbTests.document.utf8).write(to: URL(fileURLWithPath: definition))
        for round in 0..<2 {
            let node = try SluiceProcess.start(["dev", "--data", data, "--definitions", definition])
            try #require(node.awaitLog("ready"), "\(node.errors)")
            func ask(_ arguments: String...) throws -> SluiceProcess.Result {
                let result = try SluiceProcess.run(arguments + ["--data-folder", data])
                #expect(result.code == 0, "\(arguments) \(result)")
                return result
            }
            for id in ["a", "b"] where round == 0 {
                _ = try ask(
                    "start", id, "-w", "sale", "--wait", "--input", #"{"total":7,"customer":"c-\#(id)","tenant":"eu"}"#)
            }
            // An end may be told before its checkpoint is there.
            var told: [String] = []
            let deadline = Date().addingTimeInterval(20)
            while told.count < 2, Date() < deadline { told = try ask("published", "sales.told", "--json").lines }
            #expect(told.count == 2)
            let first = JSONView(Array((told.first { $0.contains(#""key":"c-a""#) } ?? "{}").utf8))
            #expect(first.text("topic") == "sales.told" && first.text("type") == "sale.told")
            #expect(first.raw("data") == Array(#"{"total":7}"#.utf8))
            #expect(first.text("id")?.hasPrefix("a/") == true && first.text("id")?.hasSuffix("/0/0") == true)
            #expect(String(decoding: first.raw("headers") ?? [], as: UTF8.self).contains(#""tenant":"eu""#))
            let all = try ask("published").lines
            #expect(all.count == 4)
            #expect(all.count { $0.contains("sales.hinted") && $0.contains("com.shop.hint") } == 2, "\(all)")
            #expect(try ask("published", "nowhere").errors == "none\n")
            #expect(try ask("published", "--from", "end").errors == "none\n")
            #expect(try ask("status", "--json").output.contains(#""published":\#(round == 0 ? 4 : 0)"#))
            node.kill(SIGTERM)
            #expect(node.finish().code == 0)
        }
    }
}
