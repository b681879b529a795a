import Foundation

/// The file in which the engine counts checkpoints whose write began and ended. It is mapped, so that looking at it costs
/// nothing, and so that it tells after a kill what the engine was doing.
final class Pulse {
    private let counters: UnsafePointer<UInt64>

    init(folder: String) throws {
        let path = "\(folder)/pulse"
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw DemoError("cannot open \(path)") }
        defer { close(file) }
        guard let base = mmap(nil, 16, PROT_READ, MAP_SHARED, file, 0), base != MAP_FAILED else {
            throw DemoError("cannot map \(path)")
        }
        counters = UnsafePointer(base.bindMemory(to: UInt64.self, capacity: 2))
    }

    var begun: UInt64 { counters[0] }
    var ended: UInt64 { counters[1] }
    var isWriting: Bool { begun != ended }
}
