/// Any JSON value, kept as its bytes: for fields whose shape the workflow need not know, and for results that are JSON already.
public struct RawJSON: Hashable, Sendable {
    /// One JSON value in UTF-8.
    public var bytes: [UInt8]

    /// Takes the bytes as they are; what is not one JSON value is an error when it is written.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public init(_ text: String) { bytes = Array(text.utf8) }
}
