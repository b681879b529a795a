import SluiceEngine
import SluiceStore

/// The two databases of a log: `folder/events` and `folder/state`.
struct DatabasePair {
    var events: Database
    var state: Database

    /// Opens them, or makes them when the folder is new.
    init(folder: String, shape: LogShape, options: EmbeddedOptions) throws(LogError) {
        try DataFolder.make(folder)
        if let refusal = SpaceGuard.refusesOpening(folder, reserve: options.reserveBytes) { throw refusal }
        let cache = BlockCache(bytes: options.blockCacheBytes)
        events = try Database(
            path: folder + "/events", tuning: DatabaseTuning(role: .events, options: options.database), cache: cache)
        state = try Database(
            path: folder + "/state", tuning: DatabaseTuning(role: .state, options: options.database), cache: cache)
        let log = try Self.adopt(events, .events, shape, log: nil)
        _ = try Self.adopt(state, .state, shape, log: log)
    }

    /// Reads the database's format record, or writes it into a new one.
    private static func adopt(
        _ database: Database, _ role: DatabaseTuning.Role, _ shape: LogShape, log: [UInt8]?
    ) throws(LogError) -> [UInt8] {
        if let bytes = try database.get(EventKey.format) {
            var format = try FormatRecord.read(bytes, path: database.path, role: role, shape: shape)
            if let log, format.log != log {
                throw LogError(.mismatch, "\(database.path): belongs to another log than the events beside it")
            }
            if format.version < 2 && role == .state {
                format.version = FormatRecord.current
                try FormatUpgrade.toFamilies(database, format)
            }
            return format.log
        }
        var random = SystemRandomNumberGenerator()
        let format = FormatRecord(
            role: role, shape: shape, log: log ?? (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) })
        var batch = WriteBatch(capacity: 256)
        batch.put(EventKey.format, format.encode())
        batch.finish()
        try database.write(batch.bytes)
        return format.log
    }
}
