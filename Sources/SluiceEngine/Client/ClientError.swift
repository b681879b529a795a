/// Why a call to a log came to nothing.
package enum ClientError: Error, Equatable, CustomStringConvertible {
    /// Nothing was appended; try again.
    case notAppended(String)
    /// It may have been appended: sending it again with the same id is safe.
    case unknown(String)
    /// No answer within this many milliseconds.
    case timeout(Int64)
    /// No answer, because the lane that would give it does not run: what was sent is in the log and takes effect once it does.
    case stopped(String)
    /// So many callers wait for answers already; nothing was appended.
    case tooManyWaiting(Int)
    /// The fold said no.
    case rejected(String)
    case notFound

    package var description: String {
        switch self {
        case .notAppended(let reason): "not appended: \(reason)"
        case .unknown(let reason): "it is not known whether this was appended: \(reason)"
        case .timeout(let milliseconds): "no answer within \(milliseconds) ms"
        case .stopped(let reason): "no answer, because the lane does not run: \(reason)"
        case .tooManyWaiting(let limit):
            "\(limit) callers wait for an answer already: try again later, or raise node.waiting_callers"
        case .rejected(let reason): reason
        case .notFound: "no instance with this id"
        }
    }
}
