/// Which instances `list` shows.
struct ListFilter: Sendable {
    var workflow: [UInt8] = []
    /// Bits by raw value of the status; 0: any.
    var statuses: UInt16 = 0
    /// Milliseconds since 1970; 0: any.
    var since: Int64 = 0
    var until: Int64 = 0
}
