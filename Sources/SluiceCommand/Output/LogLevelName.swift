import SluiceEngine

enum LogLevelName {
    static let all = LogLevel.allCases.map(\.name)

    static func level(_ name: String) -> LogLevel { LogLevel.allCases.first { $0.name == name } ?? .info }
}
