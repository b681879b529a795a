private import Glibc
import SluiceEngine
import SluiceExpressions

/// `shape.json` in a data folder: how its log is cut, so that a command need not be told again. The log itself holds the
/// same, and refuses another.
enum ShapeFile {
    static func read(_ folder: String) -> LogShape? {
        guard let bytes = try? InputSource.file("\(folder)/shape.json") else { return nil }
        guard case .int(let partitions)? = number("partitions", bytes), case .int(let slots)? = number("slots", bytes),
            isSound(partitions: Int(partitions), slots: Int(slots))
        else { return nil }
        return LogShape(partitions: Int(partitions), slots: Int(slots))
    }

    static func write(_ shape: LogShape, _ folder: String) throws(CommandError) {
        let path = "\(folder)/shape.json"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CommandError(.cannotCreate, "cannot write \(path): \(Descriptor.reason)") }
        defer { close(descriptor) }
        let text = "{\"partitions\":\(shape.partitions),\"slots\":\(shape.slots)}\n"
        guard Descriptor.writeAll(descriptor, Array(text.utf8)) else {
            throw CommandError(.io, "cannot write \(path): \(Descriptor.reason)")
        }
    }

    static func isSound(partitions: Int, slots: Int) -> Bool {
        slots >= 1 && partitions >= slots && partitions <= 1_024 && partitions % slots == 0
    }

    private static func number(_ name: String, _ bytes: [UInt8]) -> JSONNumber? {
        guard let range = try? JSON.member(name, in: bytes) else { return nil }
        return try? JSON.number(Array(bytes[range]))
    }
}
