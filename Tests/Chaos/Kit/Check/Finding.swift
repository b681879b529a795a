/// Something that is not as it has to be.
package struct Finding: Hashable, Sendable, CustomStringConvertible {
    package enum What: String, CaseIterable, Sendable {
        /// What must be there is not.
        case lost
        /// What must be there once is there again.
        case doubled
        /// It is there, with another content than follows from what was sent.
        case wrong
        /// It is of something that was never sent.
        case stranger
    }

    package var what: What
    package var place: Sighting.Place
    package var instance: String
    package var detail: String

    package var description: String {
        "\(what.rawValue) \(place.rawValue) of \(instance)\(detail.isEmpty ? "" : ": \(detail)")"
    }
}
