import SluiceEngine
import SluiceKernel
import SluiceStore

/// Brings a state database of an older format to this release's.
enum FormatUpgrade {
    /// Format 1 had one column family: index cells and outputs move into theirs, in synced batches of bounded size. Stopped
    /// half way it starts over, for the format record is written last.
    static func toFamilies(_ state: Database, _ format: FormatRecord) throws(LogError) {
        // Index cells, then outputs: all cells lie below `f0`, outputs from `f1` on.
        try move(state, from: [], below: [0xf0]) { key in
            key.count > 2 ? Family.of(cell: UnsafeRawBufferPointer(rebasing: key[2...])) : .main
        }
        try move(state, from: [0xf1], below: [0xf2]) { _ in .outputs }
        var batch = WriteBatch(capacity: 256)
        batch.put(StateKey.format, format.encode())
        batch.finish()
        try state.write(batch.bytes)
    }

    private static func move(
        _ state: Database, from first: [UInt8], below end: [UInt8], _ family: (UnsafeRawBufferPointer) -> Family
    ) throws(LogError) {
        var next = first
        while true {
            var batch = WriteBatch()
            let start = next
            next = try state.iterate(from: start, below: end, walk: .once) { (iterator) throws(LogError) -> [UInt8] in
                iterator.seekToFirst()
                while iterator.isValid {
                    let target = family(iterator.key)
                    let key = Array(iterator.key)
                    if batch.byteCount > 4 << 20 { return key }
                    if target != .main {
                        batch.put(key, iterator.value, in: target)
                        batch.delete(key)
                    }
                    iterator.next()
                }
                try iterator.check()
                return []
            }
            batch.finish()
            if !batch.isEmpty { try state.write(batch.bytes) }
            if next.isEmpty { return }
        }
    }
}
