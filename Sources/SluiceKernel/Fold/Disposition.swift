/// What became of an event: each is counted, none is silent.
package enum Disposition: UInt8, Equatable, Sendable, CaseIterable {
    case applied
    /// Came before, or too late to matter: a settled attempt, a known start, a repeated signal id.
    case ignored
    /// Makes no sense: dead letter with a reason.
    case rejected
    /// A signal kept for an instance that is not there yet.
    case kept
    /// Left a hole in its channel: ignored with an alarm.
    case gap
    /// Needs a definition or fold version that this node lacks: the lane must give its slot up before going on.
    case beyond
    /// About an instance of another partition: sent on to it.
    case forwarded
}
