import SluiceKernel

/// A topic that records are fed from.
package enum FeedOrigin: Hashable, Sendable {
    /// The application's own, for what has time.
    case batch
    /// A topic of others, by its whole name.
    case source(String)

    /// What admissions and marks call it.
    package var number: UInt32 {
        switch self {
        case .batch: FedTopic.batch
        case .source(let name): FedTopic.source(name)
        }
    }

    /// For people: of the application's own without its prefix.
    package var name: String {
        switch self {
        case .batch: LogTopic.batch.name
        case .source(let name): name
        }
    }
}
