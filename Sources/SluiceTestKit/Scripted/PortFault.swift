/// What goes wrong in a call of the log port.
package enum PortFault: Equatable, Sendable {
    /// The process dies in the call. Nothing it does afterwards has any effect.
    case crash(applied: Bool)
    /// The call fails and has had no effect: an append failed, a commit not committed, an opening refused.
    case fail
    /// Nobody heard what became of the call.
    case unknown(applied: Bool)
    /// An append's queue is full: nothing was taken.
    case full
}
