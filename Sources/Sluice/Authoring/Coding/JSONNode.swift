/// One value, or one key, of a parsed JSON text.
struct JSONNode {
    /// First byte and the one after the last. Of a string: between its quotes.
    var start: UInt32
    var end: UInt32
    /// Index of the node after this one and all within it.
    var next: UInt32
    /// The kind in the low four bits; in an object the node where the next look-up begins, relative to the object, above them.
    private var meta: UInt32

    enum Kind: UInt32 {
        case null
        case `false`
        case `true`
        /// Digits, with or without a minus.
        case integer
        /// With a fraction or an exponent.
        case number
        case string
        /// With at least one backslash.
        case escapedString
        case array
        case object
    }

    init(_ kind: Kind, start: Int, end: Int, next: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.next = UInt32(truncatingIfNeeded: next)
        meta = kind.rawValue
    }

    var kind: Kind {
        // Only `init` writes the low bits.
        Kind(rawValue: meta & 15).unsafelyUnwrapped
    }

    var cursor: Int {
        get { Int(meta >> 4) }
        set { meta = meta & 15 | UInt32(truncatingIfNeeded: newValue) << 4 }
    }
}
