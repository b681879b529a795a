/// Text that is not one JSON value.
struct JSONFault: Error, Equatable, CustomStringConvertible {
    /// Of the byte where it was seen, from 0.
    let offset: Int
    let message: String

    var description: String { "not JSON at byte \(offset): \(message)" }
}
