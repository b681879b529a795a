/// A record of a topic that is fed. Byte fields borrow what it was read into.
package struct FedRecord {
    /// The whole name.
    package var topic: String
    package var partition: Int
    package var offset: Int64
    /// How often the topic was made again.
    package var incarnation: UInt32
    /// As its topic has it, milliseconds since 1970.
    package var time: Int64
    package var key: UnsafeRawBufferPointer
    /// nil: a null value.
    package var value: UnsafeRawBufferPointer?
    /// As `count varint, (name block, value block)…`; no bytes: none.
    package var headers: UnsafeRawBufferPointer

    package init(
        topic: String, partition: Int, offset: Int64, incarnation: UInt32, time: Int64, key: UnsafeRawBufferPointer,
        value: UnsafeRawBufferPointer?, headers: UnsafeRawBufferPointer
    ) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.incarnation = incarnation
        self.time = time
        self.key = key
        self.value = value
        self.headers = headers
    }

    /// The same for equal records, in every process: kept in the state, to find out whether a topic was made again.
    package var hash: UInt64 {
        var mixer = Mixer(seed: UInt64(key.count) &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(value.map { $0.count + 1 } ?? 0))
        mixer.absorb(key)
        if let value { mixer.absorb(value) }
        mixer.absorb(headers)
        withUnsafeBytes(of: time.littleEndian) { mixer.absorb($0) }
        return mixer.finish().low
    }
}
