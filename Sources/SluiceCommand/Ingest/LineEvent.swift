/// One line as an event: buffers that are filled anew for each line.
struct LineEvent {
    var instance: [UInt8] = []
    var type: [UInt8] = []
    var eventID: [UInt8] = []
    /// Microseconds since 1970; 0: not said.
    var time: Int64 = 0
    /// JSON.
    var data: [UInt8] = []

    mutating func clear() {
        instance.removeAll(keepingCapacity: true)
        type.removeAll(keepingCapacity: true)
        eventID.removeAll(keepingCapacity: true)
        data.removeAll(keepingCapacity: true)
        time = 0
    }
}

/// Why a line is no event.
struct LineRejection: Error, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
