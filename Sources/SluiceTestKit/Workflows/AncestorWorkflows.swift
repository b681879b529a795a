import Sluice

/// The example workflows of Flipkart Flux that need no replay events, as Sluice writes them: acceptance tests.
///
/// Flux counts retries after the first attempt, Sluice counts attempts. A task times out after a second, as there.
package enum AncestorWorkflows {
    static let timeout = Duration.seconds(1)

    static func retries(_ count: Int) -> RetryPolicy { .exponential(attempts: count + 1) }
}
