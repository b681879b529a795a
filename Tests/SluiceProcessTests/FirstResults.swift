import SluiceKernel

/// What the events of a log say, in order, before anything folds them: starts, and the first result of each attempt.
struct FirstResults {
    struct Attempt: Hashable {
        var instance: [UInt8]
        var incarnation: Int64
        var step: UInt16
        var pass: UInt16
        var attempt: UInt16

        init(_ reference: TaskReference) {
            instance = Array(reference.instance)
            incarnation = reference.incarnation
            step = reference.step
            pass = reference.pass
            attempt = reference.attempt
        }

        init(instance: [UInt8], incarnation: Int64, step: UInt16, pass: UInt16, attempt: UInt16) {
            self.instance = instance
            self.incarnation = incarnation
            self.step = step
            self.pass = pass
            self.attempt = attempt
        }
    }

    /// Offsets of the start events of an instance.
    private(set) var starts: [[UInt8]: [Int64]] = [:]
    /// The value of an attempt that succeeded first; nil: it failed first.
    private(set) var results: [Attempt: [UInt8]?] = [:]
    /// Results beyond the first, of attempts.
    private(set) var repeats = 0

    init(_ events: [StoredLog.Record]) throws {
        for record in events {
            try record.value.withUnsafeBytes { bytes in
                var reader = try RecordReader(bytes)
                while let (_, event) = try reader.next() {
                    switch event {
                    case .started(let event): starts[Array(event.instance), default: []].append(record.offset)
                    case .taskSucceeded(let event): note(Attempt(event.task), Array(event.value))
                    case .taskFailed(let event): note(Attempt(event.task), nil)
                    default: continue
                    }
                }
            }
        }
    }

    private mutating func note(_ attempt: Attempt, _ value: [UInt8]?) {
        if results[attempt] != nil {
            repeats += 1
        } else {
            results[attempt] = .some(value)
        }
    }
}
