/// Where a call of the builder stands.
struct Place: Hashable, Sendable, CustomStringConvertible {
    /// As `#fileID` gives it: module and file.
    let file: String
    let line: Int

    var description: String { "\(file):\(line)" }
}
