import SluiceKernel

/// A command line, parsed against its verb: what was given, and readers that refuse what an option cannot take.
struct Invocation: Sendable {
    let verb: Verb
    /// As given, in order; nil for an option without a value.
    let options: [(name: String, value: String?)]
    let operands: [String]

    func has(_ name: String) -> Bool { options.contains { $0.name == name } }

    /// The last value given.
    func text(_ name: String) -> String? { options.last { $0.name == name }?.value }

    func texts(_ name: String) -> [String] { options.filter { $0.name == name }.compactMap(\.value) }

    /// - Throws: a usage error when the value is no whole number within `range`.
    func count(_ name: String, _ range: ClosedRange<Int>) throws(CommandError) -> Int? {
        guard let text = text(name) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw refusal(name, text, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// Milliseconds. `0` is none.
    func duration(_ name: String) throws(CommandError) -> Int64? {
        guard let text = text(name) else { return nil }
        if text == "0" || text == "0s" || text == "0ms" { return 0 }
        guard case .value(let value) = DurationText.read(text) else {
            throw refusal(name, text, "a duration such as 250ms, 90s, 5m, 1h30m or 7d")
        }
        return value
    }

    func choice(_ name: String, _ choices: [String]) throws(CommandError) -> String? {
        guard let text = text(name) else { return nil }
        guard choices.contains(text) else {
            let near = NearestName.of(text, among: choices).map { "Did you mean '\($0)'?" }
            throw CommandError(
                .usage, "--\(name) cannot be \(text.quotedForMessage)",
                hint: near ?? "It is one of \(choices.joinedForMessage()).")
        }
        return text
    }

    func refusal(_ name: String, _ value: String, _ expected: String) -> CommandError {
        CommandError(.usage, "--\(name) cannot be \(value.quotedForMessage)", hint: "It takes \(expected).")
    }
}
