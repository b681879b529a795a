/// Where a node's log lines go: one fact a line, a level, and named values. Nothing is logged per event.
package protocol LogSink: Sendable {
    func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)])
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
}
