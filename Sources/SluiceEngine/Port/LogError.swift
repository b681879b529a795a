/// What went wrong in or under a log: a code to act on, and a sentence with the place and the way out.
package struct LogError: Error, Equatable, CustomStringConvertible, Sendable {
    /// Extensible: adapters may add codes.
    package struct Code: Equatable, Hashable, Sendable {
        package let name: String
        package init(_ name: String) { self.name = name }

        /// Another process holds the log or the slot.
        package static let inUse = Code("in use")
        /// The log was made with another shape or by a newer release.
        package static let mismatch = Code("mismatch")
        /// Bytes that are not what was written.
        package static let corrupt = Code("corrupt")
        package static let diskFull = Code("disk full")
        package static let io = Code("i/o")
        /// The slot went to another owner.
        package static let fenced = Code("fenced")
        /// The range is gone: retention passed it.
        package static let outOfRange = Code("out of range")
        package static let closed = Code("closed")
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
