import SluiceEmbedded
import SluiceEngine
import SluiceTestKit
import Synchronization
import TestFolders

/// An embedded log in a folder of its own, for the conformance suite.
final class EmbeddedHarness: Sendable {
    let folder: TemporaryFolder
    private let wall = Atomic<Int64>(1_700_000_000_000)

    init() { folder = TemporaryFolder() }

    var options: EmbeddedOptions {
        var options = EmbeddedOptions()
        options.memtableBytes = 1 << 20
        options.reserveBytes = 0
        options.wallClock = { [self] in wall.load(ordering: .relaxed) }
        return options
    }

    func open() throws(LogError) -> EmbeddedLog {
        try EmbeddedLog.open(folder: folder.path, shape: LogHarness.shape, options: options)
    }

    var harness: LogHarness {
        var harness = LogHarness(
            open: { () throws(LogError) in try self.open() },
            close: { ($0 as? EmbeddedLog)?.close() })
        harness.setWall = { self.wall.store($0, ordering: .relaxed) }
        harness.openTwice = .inUse
        return harness
    }
}
