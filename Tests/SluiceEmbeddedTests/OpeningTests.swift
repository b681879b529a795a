import CRocksDB
import Glibc
import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceStore
import SluiceTestKit
import TestFolders
import Testing

@Suite("A folder is opened by one process, as what it was made")
struct OpeningTests {
    let folder = TemporaryFolder()

    @Test("Another shape is refused with both")
    func shape() throws {
        try TestLog.open(folder.path).close()
        let error = TestLog.error {
            try EmbeddedLog.open(folder: folder.path, shape: LogShape(partitions: 8, slots: 4)).close()
        }
        #expect(error?.code == .mismatch)
        #expect(error?.message.contains("4 partitions in 2 slots, asked for 8 in 4") == true)
        try TestLog.open(folder.path).close()
    }

    @Test("A newer format is refused, a damaged one too")
    func format() {
        let newer = FormatRecord(
            version: FormatRecord.current + 1, role: .events, shape: TestLog.shape,
            log: [UInt8](repeating: 7, count: 16))
        func read(_ bytes: [UInt8], _ role: DatabaseTuning.Role = .events) -> LogError? {
            TestLog.error { _ = try FormatRecord.read(bytes, path: "/data/events", role: role, shape: TestLog.shape) }
        }
        let error = read(newer.encode())
        #expect(error?.code == .mismatch)
        #expect(error?.message.contains("/data/events: format 3, this release reads up to 2") == true)
        var current = newer
        current.version = 1
        #expect(read(current.encode()) == nil)
        #expect(read(current.encode(), .state)?.code == .mismatch)
        for count in 0..<current.encode().count {
            #expect(read(Array(current.encode().prefix(count)))?.code == .corrupt)
        }
    }

    @Test("A column family that this release does not know is one of a newer release", arguments: ["events", "state"])
    func family(_ database: String) throws {
        try TestLog.open(folder.path).close()
        let path = "\(folder.path)/\(database)"
        Self.addFamily(
            "audit", to: path, knowing: database == "events" ? ["default"] : ["default", "index", "outputs"])
        let error = TestLog.error { try TestLog.open(folder.path).close() }
        #expect(error?.code == .mismatch)
        #expect(
            error?.message
                == "\(path): has the column family audit, which this release does not know; use the newer release that wrote it"
        )
    }

    /// What a newer release might do.
    private static func addFamily(_ name: String, to path: String, knowing families: [String]) {
        let options = rocksdb_options_create()
        defer { rocksdb_options_destroy(options) }
        var names = families.map { UnsafePointer(strdup($0)) }
        defer { for name in names { free(UnsafeMutablePointer(mutating: name)) } }
        var each = families.map { _ in options }
        var opened = [OpaquePointer?](repeating: nil, count: families.count)
        var error: UnsafeMutablePointer<CChar>?
        let database = rocksdb_open_column_families(
            options, path, Int32(families.count), &names, &each, &opened, &error)
        opened.append(rocksdb_create_column_family(database, options, name, &error))
        #expect(error == nil)
        for family in opened { rocksdb_column_family_handle_destroy(family) }
        rocksdb_close(database)
    }

    @Test("Databases that were exchanged are refused as such")
    func exchanged() throws {
        try TestLog.open(folder.path).close()
        rename("\(folder.path)/events", "\(folder.path)/kept")
        rename("\(folder.path)/state", "\(folder.path)/events")
        rename("\(folder.path)/kept", "\(folder.path)/state")
        let error = TestLog.error { try TestLog.open(folder.path).close() }
        #expect(error?.code == .mismatch)
        #expect(error?.message == "\(folder.path)/events: does not hold events: were the folders exchanged?")
    }

    @Test("A folder that cannot be made is named")
    func unmakeable() {
        let error = TestLog.error { try TestLog.open("/proc/nothing/here").close() }
        #expect(error?.code == .io)
        #expect(error?.message.contains("/proc/nothing") == true)
    }

    @Test("A second opening in this process is refused and does not disturb the first")
    func twice() throws {
        let log = try TestLog.open(folder.path)
        let error = TestLog.error { try TestLog.open(folder.path).close() }
        #expect(error?.code == .inUse)
        #expect(error?.message.contains(folder.path) == true)
        #expect(TestLog.append([TestLog.record(0, 1)], to: log).offset(of: 1) == 0)
        log.close()
    }

    @Test("What is done with a closed log is told that it is closed")
    func closed() throws {
        let log = try TestLog.open(folder.path)
        let lane = try log.open(slot: 0, waker: CountingWaker())
        log.close()
        log.close()
        #expect(lane.lost?.code == .closed)
        #expect(lane.get(0, [1]) == nil)
        let recorder = TestLog.append([TestLog.record(0, 1)], to: log)
        guard case .failed(let error)? = recorder.heard.first?.outcome else {
            Issue.record("an append to a closed log did not fail")
            return
        }
        #expect(error.code == .closed)
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 0)) != .committed)
    }
}
