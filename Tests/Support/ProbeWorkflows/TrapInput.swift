package struct TrapInput: Codable, Sendable, Equatable {
    /// Where the process is to trap: `start`, `result`, `sync`, `async`; anything else: nowhere.
    package var place: String
    /// Attempts that trap.
    package var times: Int
}
