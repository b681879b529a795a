import Foundation
import TestFolders
import Testing

/// SIGTERM, a second process, and files that are not what they were.
@Suite struct TerminationTests {
    private func runs(_ folder: TemporaryFolder) -> [LedgerRun] { folder.lines("ledger").compactMap { LedgerRun($0) } }

    @Test func `a node that is asked to end lets running tasks end, commits, and nothing runs again`() throws {
        let folder = TemporaryFolder()
        let node = try ProbeChild.node(in: folder)
        for number in 1...12 { try ProbeChild.start("slow", "slow-\(number)", "1200", in: folder) }
        try Waiting.until("some run") { runs(folder).count { $0.isStart } >= 8 }
        node.send(SIGTERM)
        #expect(try node.wait().code == 0, "\(node.output)")
        #expect(node.output.contains("committed=all"))
        let before = runs(folder)
        #expect(before.count { $0.isStart } == before.count { !$0.isStart }, "a body was cut off")
        let again = try ProbeChild.node(in: folder)
        for number in 1...12 {
            try Waiting.until("slow-\(number) has ended") {
                try ProbeChild.status("slow-\(number)", in: folder) == "succeeded"
            }
        }
        again.send(SIGTERM)
        #expect(try again.wait().code == 0, "\(again.output)")
        let starts = runs(folder).filter(\.isStart).map(\.key)
        #expect(starts.count == 12)
        #expect(Set(starts).count == 12, "a body ran twice")
    }

    @Test func `a second process on a data folder is told who has it`() throws {
        let folder = TemporaryFolder()
        let node = try ProbeChild.node(in: folder)
        let second = try ProbeChild("sluice", ["dev", "--data-folder", "\(folder.path)/data"], in: folder)
        #expect(try second.wait().code == 75)
        #expect(second.output.contains("\(folder.path)/data"), "\(second.output)")
        #expect(second.output.contains("\(node.identifier)"), "the process that holds it: \(second.output)")
        // The first one does not notice.
        try ProbeChild.start("slow", "after", "1", in: folder)
        try Waiting.until("after has ended") { try ProbeChild.status("after", in: folder) == "succeeded" }
        node.send(SIGTERM)
        #expect(try node.wait().code == 0)
    }

    @Test func `a damaged file is named, with what to do`() throws {
        let folder = TemporaryFolder()
        let node = try ProbeChild.node(in: folder)
        for number in 1...5 { try ProbeChild.start("slow", "slow-\(number)", "1", in: folder) }
        try node.killAndWait()
        let path = "\(folder.path)/data/state"
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: path).first { $0.hasPrefix("MANIFEST") })
        var bytes = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
        for index in bytes.indices.dropFirst(20).prefix(40) { bytes[index] ^= 0x5a }
        try bytes.write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        let second = try ProbeChild("sluice", ["dev", "--data-folder", "\(folder.path)/data"], in: folder)
        #expect(try second.wait().code == 74, "\(second.output)")
        #expect(second.output.contains(path), "\(second.output)")
        #expect(second.output.contains("backup"), "what to do: \(second.output)")
    }
}
