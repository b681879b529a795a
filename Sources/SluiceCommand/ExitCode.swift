/// How a command ended, for the shell. The numbers follow sysexits.h where that has one.
struct ExitCode: Equatable, Sendable {
    let rawValue: Int32
    let meaning: String

    static let ok = ExitCode(rawValue: 0, meaning: "done")
    static let no = ExitCode(rawValue: 1, meaning: "the answer is no: not found, refused, failed, not valid")
    static let usage = ExitCode(rawValue: 64, meaning: "the command line is wrong")
    static let data = ExitCode(rawValue: 65, meaning: "the input is wrong: a document, an expression, lines of a file")
    static let noInput = ExitCode(rawValue: 66, meaning: "an input file is missing or cannot be read")
    static let unavailable = ExitCode(rawValue: 69, meaning: "no node runs on the data folder, or no broker answers")
    static let `internal` = ExitCode(rawValue: 70, meaning: "a mistake of ours")
    static let cannotCreate = ExitCode(rawValue: 73, meaning: "an output file or folder cannot be made")
    static let io = ExitCode(rawValue: 74, meaning: "reading or writing failed on the way")
    static let tryAgain = ExitCode(rawValue: 75, meaning: "no answer in time, or the data folder is in use: try again")

    static let denied = ExitCode(rawValue: 77, meaning: "the brokers do not know us, or do not let us")

    static let all: [ExitCode] = [
        .ok, .no, .usage, .data, .noInput, .unavailable, .internal, .cannotCreate, .io, .tryAgain, .denied,
    ]

    init(rawValue: Int32, meaning: String) {
        self.rawValue = rawValue
        self.meaning = meaning
    }

    /// The code with this number, as another process reported it.
    init(_ rawValue: Int64) {
        self = ExitCode.all.first { Int64($0.rawValue) == rawValue } ?? .internal
    }
}
