internal import SluiceKernel

/// What a task call says besides its inputs and body.
struct TaskOptions {
    var name: String
    var retry: RetryPolicy
    var timeout: Duration
    var deadline: Duration?
    var onFailure: FailurePolicy
    var concurrency: Int
    /// A task of its own name that several workflows share, and where it was defined.
    var shared: (name: String, place: Place)?
    /// Remote workers of this queue have the attempts, and may be silent for so long from their first heartbeat on.
    var queue: (name: String, heartbeat: Duration?)?
    /// An absent input skips the step.
    var skipsAbsence = false
    /// Nothing needs to use the value.
    var isSink = false

    init(
        _ name: String, _ retry: RetryPolicy, _ timeout: Duration, _ deadline: Duration?, _ onFailure: FailurePolicy,
        _ concurrency: Int
    ) {
        self.name = name
        self.retry = retry
        self.timeout = timeout
        self.deadline = deadline
        self.onFailure = onFailure
        self.concurrency = concurrency
    }
}
