import SluiceKernel

/// What synchronous bodies gave, on the way to the log: their values lie end to end.
struct DoneAttempts {
    private var attempts: [(request: TaskRequest, count: Int, failure: TaskFailure?)] = []
    private var values: [UInt8] = []

    var isEmpty: Bool { attempts.isEmpty }

    mutating func add(_ request: TaskRequest, _ failure: TaskFailure?, _ value: [UInt8]) {
        if failure == nil { values.append(contentsOf: value) }
        attempts.append((request, failure == nil ? value.count : 0, failure))
    }

    func pack(into packer: inout ResultPacker) {
        values.withUnsafeBytes { values in
            var start = 0
            // Borrowed where they lie: each copy of a request is counted.
            let attempts = attempts.span
            for index in attempts.indices {
                if let failure = attempts[index].failure {
                    packer.failed(attempts[index].request, failure)
                } else {
                    let end = start + attempts[index].count
                    packer.succeeded(
                        attempts[index].request, value: UnsafeRawBufferPointer(rebasing: values[start..<end]))
                    start = end
                }
            }
        }
    }

    mutating func removeAll() {
        attempts.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }
}
