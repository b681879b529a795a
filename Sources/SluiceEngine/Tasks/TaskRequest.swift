package import SluiceKernel

/// An attempt that is to run: what a body needs, and what its result must name.
package struct TaskRequest: Sendable {
    package let partition: Int
    /// Hash of the task's name.
    package let queue: UInt64
    /// Milliseconds from dispatch.
    package let timeout: Int64
    private let incarnation: Int64
    private let step: UInt16
    private let pass: UInt16
    private let attempt: UInt16
    private let idCount: Int
    /// The id of the instance, and behind it the inputs end to end, each behind its length (32 bits, little-endian); length 0:
    /// skipped. In memory of its own: a reference that the lane counts too would wander between two cores.
    private let bytes: [UInt8]

    /// - Parameter inputs: appends the inputs, and throws what went wrong with them.
    package init(
        partition: Int, queue: UInt64, timeout: Int64, attempt reference: TaskReference, capacity: Int,
        inputs: (inout [UInt8]) throws(TaskFailure) -> Void
    ) throws(TaskFailure) {
        self.partition = partition
        self.queue = queue
        self.timeout = timeout
        incarnation = reference.incarnation
        step = reference.step
        pass = reference.pass
        attempt = reference.attempt
        idCount = reference.instance.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(reference.instance.count + capacity)
        bytes.append(contentsOf: reference.instance)
        try inputs(&bytes)
        self.bytes = bytes
    }

    /// What it occupies of a line's room.
    package var byteCount: Int { bytes.count }

    package var identity: TaskIdentity {
        TaskIdentity(
            instance: Array(bytes[..<idCount]), incarnation: incarnation, step: step, pass: pass, attempt: attempt)
    }

    package func withReference<Result>(_ body: (TaskReference) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes { bytes in
            try body(
                TaskReference(
                    instance: UnsafeRawBufferPointer(rebasing: bytes[..<idCount]), incarnation: incarnation, step: step,
                    pass: pass, attempt: attempt))
        }
    }

    /// Calls `body` with borrowed views of the inputs.
    package func withInputs<Result>(
        scratch: inout [UnsafeRawBufferPointer], _ body: (StepInputs) throws -> Result
    ) rethrows -> Result {
        try bytes.withUnsafeBytes { bytes in
            scratch.removeAll(keepingCapacity: true)
            var offset = idCount
            while offset < bytes.count {
                let count = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                scratch.append(UnsafeRawBufferPointer(rebasing: bytes[offset + 4..<offset + 4 + count]))
                offset += 4 + count
            }
            return try scratch.withUnsafeBufferPointer { try body(StepInputs($0)) }
        }
    }
}
