import Glibc

/// Follows what task bodies write down, and tells from it when a partition's tasks go on in another process.
final class Handovers {
    struct Handover {
        var partition: Int
        var from: pid_t
        var to: pid_t
        /// The last execution there and the first here, microseconds.
        var last: Int64
        var first: Int64
    }

    private let path: String
    private let partitions: Int
    private var file: UnsafeMutablePointer<FILE>?
    private var rest: [UInt8] = []
    /// Of each partition, where its tasks run and since when the last of them does.
    private(set) var current: [(id: pid_t, time: Int64)?]
    private(set) var all: [Handover] = []

    init(_ path: String, partitions: Int) {
        self.path = path
        self.partitions = partitions
        current = Array(repeating: nil, count: partitions)
    }

    deinit { if let file { fclose(file) } }

    /// Reads what is new.
    func follow() {
        if file == nil { file = fopen(path, "r") }
        guard let file else { return }
        clearerr(file)
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { rest += piece[..<count] }
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            take(String(decoding: rest[..<end], as: UTF8.self))
            rest.removeSubrange(...end)
        }
    }

    private func take(_ line: String) {
        let words = line.split(separator: " ")
        guard words.count == 5, let time = Int64(words[0]), let id = pid_t(words[1]) else { return }
        let partition = KeyPartition.of(String(words[2]), partitions)
        if let before = current[partition], before.id != id {
            all.append(Handover(partition: partition, from: before.id, to: id, last: before.time, first: time))
        }
        current[partition] = (id, time)
    }

    /// Partitions whose tasks run in a process.
    func partitions(of id: pid_t) -> [Int] { current.indices.filter { current[$0]?.id == id } }
}
