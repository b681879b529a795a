/// What an instance begins with.
package struct InstanceStart {
    package var id: UnsafeRawBufferPointer
    /// Sequence number of its definition.
    package var definition: Int64
    /// Position of its start.
    package var incarnation: Int64
    /// Milliseconds of the partition's clock.
    package var startedAt: Int64
    /// Microseconds since 1970, by the producer's clock where that was said.
    package var startTime: Int64
    package var input: UnsafeRawBufferPointer
    /// How many steps it has.
    package var steps: Int
}
