/// What the load sends to the log about an instance.
package struct LoadEvent: Hashable, Sendable {
    package enum What: String, Sendable {
        case start, signal
    }

    package var what: What
    package var subject: Subject

    package init(_ what: What, _ subject: Subject) {
        self.what = what
        self.subject = subject
    }

    /// Headers of its CloudEvent.
    package var headers: [(name: String, value: String)] {
        switch what {
        case .start: [("ce_type", "sluice.start.\(subject.kind.rawValue)"), ("ce_id", "start")]
        case .signal: [("ce_type", "sluice.signal.go"), ("ce_id", "go")]
        }
    }

    package var value: String { what == .start ? subject.input : subject.note }
    package var isMisrouted: Bool { what == .start ? subject.isStartMisrouted : subject.isSignalMisrouted }
}
