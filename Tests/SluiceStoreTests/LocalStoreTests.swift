import Glibc
import SluiceEngine
import SluiceKernel
import Synchronization
import TestFolders
import Testing

@testable import SluiceStore

@Suite struct LocalStoreTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.path + "/store" }

    private final class Lines: LogSink {
        let heard = Mutex<[String]>([])
        func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
            heard.withLock { $0.append(message) }
        }
    }

    private func error(_ body: () throws -> Void) -> LogError? {
        do {
            try body()
            return nil
        } catch { return error as? LogError }
    }

    @Test func `a store is open once`() throws {
        let store = try LocalStore(folder: path)
        #expect(error { _ = try LocalStore(folder: path) }?.code == .inUse)
        store.close()
        try LocalStore(folder: path).close()
    }

    @Test func `a store that a newer release wrote is refused, and stays`() throws {
        let store = try LocalStore(folder: path)
        var batch = StateBatch()
        try store.database.begin(&batch)
        batch.put(StoreKey.format, [2])
        try store.database.write(batch)
        store.close()
        for _ in 0..<2 {
            let refusal = error { _ = try LocalStore(folder: path) }
            #expect(refusal?.code == .mismatch)
            #expect(
                refusal?.message == "\(path): format 2, this release reads up to 1; use the newer release that wrote it"
            )
        }
    }

    @Test func `a store that RocksDB calls damaged is made anew, and says so`() throws {
        let store = try LocalStore(folder: path)
        let share = store.take(3..<4)
        var batch = StateBatch()
        try store.database.begin(&batch)
        batch.put(used: StoreRowTests.row)
        try share.write(batch)
        store.close()
        let file = try #require(fopen(path + "/CURRENT", "w"))
        fputs("MANIFEST-999999\n", file)
        fclose(file)
        let lines = Lines()
        let again = try LocalStore(folder: path, sink: lines)
        defer { again.close() }
        #expect(lines.heard.withLock { $0 }.count == 1)
        #expect(try again.used(3) == nil)
    }

    @Test func `a store takes writes again once it was opened again after one failed`() throws {
        let fails = Mutex(false)
        var options = DatabaseOptions()
        options.writeFault = { _ in fails.withLock { $0 } ? .before(LogError(.io, "torn")) : nil }
        let store = try LocalStore(folder: path, options: options)
        defer { store.close() }
        let share = store.take(3..<4)
        var batch = StateBatch()
        try store.database.begin(&batch)
        batch.put(used: StoreRowTests.row)
        try share.write(batch)
        fails.withLock { $0 = true }
        #expect(throws: LogError.self) { try share.write(batch) }
        fails.withLock { $0 = false }
        try store.recover()
        #expect(try store.used(3) == StoreRowTests.row)
        try store.database.begin(&batch)
        batch.put(used: StoreRowTests.row)
        try share.write(batch)
    }

    @Test func `one holder writes a partition at a time`() throws {
        let store = try LocalStore(folder: path)
        defer { store.close() }
        let first = store.take(2..<4)
        #expect(store.takeIfFree(3..<5) == nil)
        let beside = try #require(store.takeIfFree(4..<6))
        let second = store.take(0..<3)
        #expect(first.isOver)
        #expect(!beside.isOver)
        var batch = StateBatch()
        try store.database.begin(&batch)
        batch.put(used: StoreRowTests.row)
        #expect(throws: LogError.self) { try first.write(batch) }
        #expect(try store.used(3) == nil)
        try second.write(batch)
        #expect(try store.used(3) == StoreRowTests.row)
        #expect(store.takeIfFree(2..<4) == nil)
        second.release()
        #expect(store.takeIfFree(2..<4) != nil)
    }
}
