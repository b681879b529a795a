package import SluiceEngine
import SluiceKernel
import SluiceStore

/// Keys of the state database.
///
/// | key | value |
/// |---|---|
/// | `partition cell`: ``CellPlace``, then a ``CellKey`` | the cell |
/// | `f0 partition` | ``Position`` |
/// | `f1 topic partition offset`, as in ``EventKey`` | an output, ``RecordLayout`` |
/// | `f2` | how many commits there were: varint |
/// | `fe topic partition` | ``StreamStart``: the first output kept |
/// | `ff` | ``FormatRecord`` |
///
/// Index cells and outputs are in column families of their own, see ``Family``. There are at most 1,024 partitions, so no cell begins with `f0` or above.
package enum StateKey {
    package static let format: [UInt8] = [0xff]
    package static let commits: [UInt8] = [0xf2]
    private static let outputs: UInt8 = 0xf1

    package static func position(_ partition: Int) -> [UInt8] {
        var key: [UInt8] = [0xf0]
        key.appendBigEndian(UInt16(partition))
        return key
    }

    package static func output(_ topic: LogTopic, _ partition: Int, _ offset: Int64) -> [UInt8] {
        [outputs] + EventKey.record(topic, partition, offset)
    }

    /// Writes the key of an output.
    @inline(__always)
    static func write(output topic: LogTopic, _ partition: Int, _ offset: Int64, into buffer: inout RawBuffer) {
        buffer.byte(outputs)
        EventKey.write(topic, partition, offset, into: &buffer)
    }

    package static func outputEnd(_ topic: LogTopic, _ partition: Int) -> [UInt8] { output(topic, partition, -1) }

    package static func start(_ topic: LogTopic, _ partition: Int) -> [UInt8] { EventKey.start(topic, partition) }
}
