package import SluiceEngine
import SluiceKernel
package import SluiceStore

/// What a database says of itself: `version varint, role byte (1 events, 2 state), partitions varint, slots varint,
/// log id 16 bytes`. Both databases of a log carry the same id.
package struct FormatRecord: Equatable {
    /// Raised when an older release could not read what this one writes. 1: the state database had one column family.
    package static let current: UInt64 = 2

    package var version: UInt64 = FormatRecord.current
    package var role: DatabaseTuning.Role
    package var shape: LogShape
    package var log: [UInt8]

    package init(version: UInt64 = FormatRecord.current, role: DatabaseTuning.Role, shape: LogShape, log: [UInt8]) {
        self.version = version
        self.role = role
        self.shape = shape
        self.log = log
    }

    package func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.varint(version)
        writer.byte(role == .events ? 1 : 2)
        writer.count(shape.partitions)
        writer.count(shape.slots)
        log.withUnsafeBytes { writer.raw($0) }
        return writer.bytes
    }

    /// Reads the record of the database at `path`, and refuses what this release or this node does not expect.
    package static func read(
        _ bytes: [UInt8], path: String, role: DatabaseTuning.Role, shape: LogShape
    ) throws(LogError) -> FormatRecord {
        let found: FormatRecord
        do throws(CodecError) {
            found = try bytes.decode(parse)
        } catch {
            throw LogError(
                .corrupt, "\(path): its format record is damaged: \(error); restore the folder from a backup")
        }
        guard found.version <= current else {
            throw LogError(
                .mismatch,
                "\(path): format \(found.version), this release reads up to \(current); use the newer release that wrote it"
            )
        }
        guard found.role == role else {
            throw LogError(.mismatch, "\(path): holds \(found.role), not \(role): were the folders exchanged?")
        }
        guard found.shape == shape else {
            throw LogError(
                .mismatch,
                """
                \(path): made with \(found.shape.partitions) partitions in \(found.shape.slots) slots, asked for \
                \(shape.partitions) in \(shape.slots); a log keeps its shape for ever
                """)
        }
        return found
    }

    /// Of a newer version only the number is read.
    private static func parse(_ reader: inout ByteReader) throws(CodecError) -> FormatRecord {
        let version = try reader.varint()
        guard version <= current else {
            _ = try reader.slice(reader.remaining)
            return FormatRecord(version: version, role: .events, shape: LogShape(partitions: 1, slots: 1), log: [])
        }
        let role = try reader.byte()
        let partitions = Int(try reader.number(UInt16.self))
        let slots = Int(try reader.number(UInt16.self))
        let log = [UInt8](try reader.slice(16))
        guard role == 1 || role == 2, slots >= 1, partitions >= slots, partitions <= 1_024, partitions % slots == 0
        else {
            throw reader.fail("role \(role), \(partitions) partitions, \(slots) slots")
        }
        return FormatRecord(
            version: version, role: role == 1 ? .events : .state,
            shape: LogShape(partitions: partitions, slots: slots), log: log)
    }
}
