/// What evaluation costs, in units of some 4 to 30 nanoseconds (measured; a million units take 4 to 28 ms).
///
/// Costs count what the program does, never time: the same expression on the same values costs the same on every
/// machine. The rules are part of the fold's meaning; changing one changes what a definition's budget allows.
/// - 1 unit for each node evaluated, each time it is;
/// - 1 unit for each element that a macro, an index, `in`, a comparison or `size` passes;
/// - 1 unit for each 16 bytes of a document that are scanned, and of text or lists that are compared, searched or
///   built;
/// - 1 unit for each 4 states that a regular expression visits, and for each 2 bytes of a pattern that is only known at
///   run time.
enum Cost {
    static let node = 1
    static let element = 1

    @inline(__always)
    static func bytes(_ count: Int) -> Int { count >> 4 }

    static func states(_ count: Int) -> Int { count >> 2 }

    static func patternSource(_ count: Int) -> Int { count >> 1 }
}
