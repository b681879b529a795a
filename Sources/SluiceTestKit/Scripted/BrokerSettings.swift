/// How quick, and how orderly, the scripted log is. Milliseconds of virtual time.
package struct BrokerSettings: Sendable {
    /// From an append to its outcome.
    package var acknowledgeAfter: Int64 = 1
    /// Added at random to each outcome's time: outcomes for different partitions come out of order.
    package var acknowledgeJitter: Int64 = 0
    /// From an append to its being read.
    package var visibleAfter: Int64 = 0
    /// From a commit to its outcome.
    package var commitAfter: Int64 = 2
    /// Added to the clock for append times, by partition modulo their number.
    package var skews: [Int64] = [0]
    /// A failed record stops those behind it of the same call to its partition. False: a later one may pass, as seen with
    /// librdkafka 2.0.2.
    package var failsInOrder = true
    /// Topics of others that take no record.
    package var refusedTopics: [String] = []
    /// From the beginning of a standby until it is warm; nil: slots cannot be followed.
    package var standbyAfter: Int64?
    /// Takes appends to `events` and drops them: for a fold of a log that must not change.
    package var isReadOnly = false

    package init() {}
}
