/// Why a regular expression does not compile.
struct PatternError: Error {
    /// Bytes from the start of the pattern.
    let offset: Int
    let message: String
    let hint: String?
}
