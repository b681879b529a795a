package import SluiceKernel

/// An attempt that is to run: what a body needs, and what its result must name.
package struct TaskRequest: Sendable {
    package var partition: Int
    /// Hash of the task's name.
    package var queue: UInt64
    package var identity: TaskIdentity
    /// Milliseconds from dispatch.
    package var timeout: Int64
    /// The inputs end to end, each behind its length (32 bits, little-endian); length 0: skipped.
    package var payload: [UInt8]

    package init(partition: Int, queue: UInt64, identity: TaskIdentity, timeout: Int64, payload: [UInt8]) {
        self.partition = partition
        self.queue = queue
        self.identity = identity
        self.timeout = timeout
        self.payload = payload
    }

    package static func append(_ input: UnsafeRawBufferPointer, to payload: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(input.count).littleEndian) { payload.append(contentsOf: $0) }
        payload.append(contentsOf: input)
    }

    /// Calls `body` with borrowed views of the inputs.
    package func withInputs<Result>(
        scratch: inout [UnsafeRawBufferPointer], _ body: (StepInputs) throws -> Result
    ) rethrows -> Result {
        try payload.withUnsafeBytes { bytes in
            scratch.removeAll(keepingCapacity: true)
            var offset = 0
            while offset < bytes.count {
                let count = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                scratch.append(UnsafeRawBufferPointer(rebasing: bytes[offset + 4..<offset + 4 + count]))
                offset += 4 + count
            }
            return try scratch.withUnsafeBufferPointer { try body(StepInputs($0)) }
        }
    }
}
