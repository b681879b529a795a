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
            for (request, count, failure) in attempts {
                if let failure {
                    packer.failed(request, failure)
                } else {
                    packer.succeeded(
                        request, value: UnsafeRawBufferPointer(rebasing: values[start..<start + count]))
                }
                start += count
            }
        }
    }

    mutating func removeAll() {
        attempts.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }
}
