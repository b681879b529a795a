import Foundation
import TestFolders
import Testing

/// A disk that fills up under a running node.
@Suite struct DiskFullTests {
    @Test(.enabled(if: SmallDisk.isAvailable, "mounting a tmpfs needs root"))
    func `a full disk is told with the path and what to do, and loses nothing that was acknowledged`() throws {
        let folder = TemporaryFolder()
        let disk = try #require(SmallDisk("\(folder.path)/data", megabytes: 200))
        let node = try ProbeChild.node(in: folder)
        for number in 1...5 { try ProbeChild.start("slow", "before-\(number)", "1", in: folder) }
        // All but 5 MB is taken: less than the log keeps in reserve.
        let filler = "\(disk.path)/filler"
        var free = statvfs()
        #expect(statvfs(disk.path, &free) == 0)
        let bytes = Int(free.f_bavail) * Int(free.f_frsize) - (5 << 20)
        try Data(count: bytes).write(to: URL(fileURLWithPath: filler))
        let (code, text) = try ProbeChild.ask(
            "start", ["refused", "--workflow", "slow", "--input", "1"], in: folder)
        #expect(code == 74, "\(text)")
        #expect(text.contains(disk.path), "\(text)")
        #expect(text.contains("free"), "what to do: \(text)")
        #expect(node.isRunning, "\(node.output)")
        unlink(filler)
        try Waiting.until("there is room again") {
            try ProbeChild.ask("start", ["after", "--workflow", "slow", "--input", "1"], in: folder).code == 0
        }
        for id in (1...5).map({ "before-\($0)" }) + ["after"] {
            try Waiting.until("\(id) has ended") { try ProbeChild.status(id, in: folder) == "succeeded" }
        }
        #expect(try ProbeChild.status("refused", in: folder) == nil)
        node.send(SIGTERM)
        #expect(try node.wait().code == 0, "\(node.output)")
    }
}
