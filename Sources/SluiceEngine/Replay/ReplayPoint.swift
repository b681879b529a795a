/// Where a replay begins or ends, as people say it: the same of every partition.
package enum ReplayPoint: Equatable, Sendable {
    /// Of the partition: offset 0, whether it is still there or not.
    case beginning
    /// What is committed, and its position.
    case checkpoint
    /// The end as it is when the replay is planned.
    case end
    case offset(Int64)
    /// The first event appended at this time or later, milliseconds since 1970.
    case time(Int64)
}
