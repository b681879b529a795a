import SluiceEngine
import SluiceKafka

/// What a failure of the log means to the shell.
enum LogFailure {
    static func error(_ failure: LogError, _ what: String? = nil) -> CommandError {
        let message = what.map { "\($0): \(failure.message)" } ?? failure.message
        switch failure.code {
        case .inUse:
            return CommandError(
                .tryAgain, message,
                hint: "If that is a node, other verbs reach it while it runs: ingest, deploy, start, …")
        case .mismatch: return CommandError(.data, message)
        case .invalidSettings: return CommandError(.usage, message)
        case .unavailable: return CommandError(.unavailable, message)
        case .denied: return CommandError(.denied, message)
        default: return CommandError(.io, message)
        }
    }

    static func error(_ failure: ClientError) -> CommandError {
        switch failure {
        case .timeout, .tooManyWaiting: CommandError(.tryAgain, failure.description)
        case .stopped:
            CommandError(
                .tryAgain, failure.description,
                hint:
                    "What was sent is in the log and takes effect once the lane runs; 'sluice status' shows its fault.")
        case .notFound, .rejected: CommandError(.no, failure.description)
        case .notAppended, .unknown: CommandError(.io, failure.description)
        }
    }
}
