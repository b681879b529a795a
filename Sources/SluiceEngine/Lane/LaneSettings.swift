/// How a lane works. Nothing here changes what the fold does.
///
/// A node's settings speak of all its lanes where they bound memory; each lane gets its ``share(of:)``.
package struct LaneSettings: Sendable {
    /// A checkpoint at least this often while anything changed, milliseconds.
    package var checkpointInterval: Int64 = 1_000
    /// Earlier, when outputs wait, nothing is unread, and little changed or no task runs, milliseconds.
    package var outputInterval: Int64 = 100
    /// How many changed instances are little: writing those that go on once more costs nothing that matters.
    package var outputInstances = 1_000
    /// Earlier, when this many instances changed; twice as many stop the fetching until the checkpoint is committed.
    package var dirtyInstances = 20_000
    /// Earlier, when about this many bytes changed; twice as many stop the fetching.
    package var dirtyBytes = 40 << 20
    /// Decoded instances kept in memory, bytes.
    package var cacheBytes = 48 << 20
    /// Bytes polled in one round.
    package var pollBytes = 1 << 20
    /// How long a draining lane goes on folding what was there when the draining began, milliseconds.
    package var drainFetchTime: Int64 = 2_000
    /// Pending tasks that a queue keeps in memory; more wait in the store.
    package var waitingTasks = 32_768
    /// Events of `batch` that are fed beyond what is folded: what an interactive event may have before it.
    package var batchEvents = 2_048
    /// Attempts under way above which nothing of `batch` is fed.
    package var batchTasks = 1_024
    /// Events of sources that are fed beyond what is folded.
    package var sourceEvents = 16_384
    /// Topics of others that are fed into `events`.
    package var sources: [Source] = []

    package init() {}

    /// What each of `lanes` lanes gets of what is meant for all of a node.
    package func share(of lanes: Int) -> LaneSettings {
        var share = self
        share.dirtyInstances = max(1, dirtyInstances / lanes)
        share.dirtyBytes = max(1, dirtyBytes / lanes)
        share.cacheBytes = cacheBytes / lanes
        share.batchEvents = max(1, batchEvents / lanes)
        share.batchTasks = max(1, batchTasks / lanes)
        share.sourceEvents = max(1, sourceEvents / lanes)
        return share
    }
}
