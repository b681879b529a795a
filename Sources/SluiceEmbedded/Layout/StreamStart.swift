import SluiceKernel
import SluiceStore

/// Where a partition of a topic begins since retention deleted from it: `first signed, time signed` as the kernel's codec
/// writes them.
struct StreamStart: Equatable {
    /// The first offset kept.
    var first: Int64 = 0
    /// The append time of the last record deleted: a partition that is empty now keeps its clock.
    var time: Int64 = 0

    func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.signed(first)
        writer.signed(time)
        return writer.bytes
    }

    init(first: Int64 = 0, time: Int64 = 0) {
        self.first = first
        self.time = time
    }

    init(_ bytes: [UInt8]) throws(CodecError) {
        self = try bytes.decode { (reader) throws(CodecError) in
            StreamStart(first: try reader.signed(), time: try reader.signed())
        }
    }
}
