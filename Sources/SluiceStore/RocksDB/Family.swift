import SluiceKernel

/// A column family: keys with a life of their own, in files of their own, written in one batch with the others.
///
/// Cells of instances stay and are overwritten; index cells are put and deleted within seconds; outputs only grow at their
/// end. Merged with each other each would be rewritten for the others' sake.
package enum Family: Int, CaseIterable, Sendable {
    /// All events; of the state database cells, positions and what the format says.
    case main
    /// Derived index cells.
    case index
    /// Outcomes, dead letters and published records.
    case outputs

    var name: String {
        switch self {
        case .main: "default"
        case .index: "index"
        case .outputs: "outputs"
        }
    }

    /// The family of a cell.
    @inline(__always)
    package static func of(cell key: UnsafeRawBufferPointer) -> Family {
        guard let kind = key.first else { return .main }
        return kind >= CellKey.firstIndexKind ? .index : .main
    }
}
