/// Options that several verbs share.
enum CommonOptions {
    /// Every verb has these.
    static let all: [OptionSpec] = [
        OptionSpec(
            "config", takes: .required("FILE"), usual: "$SLUICE_CONFIG, else built-in values",
            "Settings; see config/sluice.yaml. The command line overrides them."),
        OptionSpec("help", short: "h", "Show this help."),
    ]

    static let json = OptionSpec("json", "Print JSON for programs, one value a line.")

    /// `--data` is this by getopt's abbreviation, but in `signal`, where it is the signal's data.
    static let data = OptionSpec(
        "data-folder", short: "d", takes: .required("FOLDER"), usual: ".sluice",
        "The data folder of the node. '--data' for short, where that means nothing else.")

    static let brokers = OptionSpec(
        "brokers", takes: .required("HOST:PORT,…"), usual: "the setting 'kafka.brokers'",
        "Kafka's brokers. Then any machine that reaches them can ask; a data folder that is named comes first.")

    static let application = OptionSpec(
        "application", takes: .required("NAME"), usual: "the setting 'kafka.application', sluice",
        "The application on these brokers.")

    static let group: [OptionSpec] = [brokers, application]

    static let singleBroker = OptionSpec(
        "single-broker", usual: "the setting 'kafka.single_broker', false",
        "One copy of everything will do: whoever loses the broker's disk has lost what was acknowledged.")

    static let logLevel = OptionSpec(
        "log-level", takes: .required("LEVEL"), usual: "info",
        "Log lines from this level on: debug, info, warning, error.")

    static let logFormat = OptionSpec(
        "log-format", takes: .required("FORMAT"), usual: "text", "How log lines look on stderr: text (logfmt) or json.")

    static let logging: [OptionSpec] = [logLevel, logFormat]

    static let timeout = OptionSpec(
        "timeout", takes: .required("DURATION"), usual: "10s", "How long to wait for an answer.")

    /// Options of a verb that asks a running node.
    static let asking: [OptionSpec] = [data] + group + [json, timeout]

    static func eventID(_ what: String) -> OptionSpec {
        OptionSpec(
            "id", takes: .required("EVENTID"), usual: "a random id",
            "Names \(what), so that sending it again with the same id changes nothing.")
    }

    /// Exits of a verb with an option that takes JSON, `@file` or `-`.
    static func valueExits(_ what: String) -> [Verb.Exit] {
        [.init(.data, "\(what) is no JSON, or too long"), .init(.noInput, "the file of \(what) cannot be opened")]
    }

    /// Exits of a verb that says itself what a failed append means.
    static let connectingExits: [Verb.Exit] = [
        .init(.unavailable, "no node runs on the data folder"),
        .init(.tryAgain, "no answer in time, or the lane that would give it has stopped"),
    ]

    static let askingExits: [Verb.Exit] =
        connectingExits + [.init(.io, "the node could not append, or the results cannot be written")]

    /// Exits of a verb that may wait for the end of an instance.
    static let waitingExits: [Verb.Exit] =
        askingExits.filter { $0.code != .tryAgain } + [
            .init(
                .tryAgain,
                "no answer in time, or the lane that would give it has stopped; with --wait: not ended in time, or sidelined"
            )
        ]

    static let commandExits: [Verb.Exit] =
        askingExits + [.init(.no, "refused: no such instance or step, or it has ended")]
}
