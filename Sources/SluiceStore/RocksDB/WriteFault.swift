package import SluiceEngine

/// A write made to fail, by tests.
package enum WriteFault: Sendable {
    /// Nothing is written.
    case before(LogError)
    /// All is written, and nobody hears of it.
    case after(LogError)
}
