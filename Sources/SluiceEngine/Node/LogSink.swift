/// Where a node's log lines go: one fact a line, a level, and named values. Nothing is logged per event that goes
/// well.
package protocol LogSink: Sendable {
    func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)])
    /// Whether lines of this level go anywhere: what is costly to say need not be made otherwise. Yes, unless a sink knows better.
    func takes(_ level: LogLevel) -> Bool
}

extension LogSink {
    package func takes(_ level: LogLevel) -> Bool { true }
}

package enum LogLevel: UInt8, Sendable, Comparable, CaseIterable {
    case debug, info, warning, error

    package var name: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        }
    }

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}

/// Drops everything.
package struct SilentLog: LogSink {
    package init() {}
    package func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {}
    package func takes(_ level: LogLevel) -> Bool { false }
}
