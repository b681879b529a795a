@preconcurrency private import CGetOpt
@preconcurrency private import Glibc
import SluiceKernel
private import Synchronization

/// Reads a command line with the C library's `getopt_long`, against the table.
enum ArgumentParser {
    /// getopt keeps its place in global variables.
    private static let lock = Mutex(())

    private enum Outcome {
        case option(Int, value: String?)
        case unknown(String)
        case ambiguous(String)
        case lacksValue(String)
        case excessValue(String)
    }

    /// - Parameter arguments: what stands behind the verb.
    /// - Throws: a usage error that names what is wrong and, where it can be told, what was meant.
    static func parse(_ arguments: [String], of verb: Verb) throws(CommandError) -> Invocation {
        let specs = verb.allOptions
        let (outcomes, operands) = lock.withLock { _ in scan(arguments, specs) }
        var options: [(name: String, value: String?)] = []
        for outcome in outcomes {
            switch outcome {
            case .option(let index, let value): options.append((specs[index].name, value))
            case .unknown(let word): throw unknown(word, verb)
            case .ambiguous(let word):
                let names = specs.map(\.name).filter { $0.hasPrefix(word.drop { $0 == "-" }) }.map { "--\($0)" }
                throw CommandError(.usage, "\(word) may mean \(names.joinedForMessage())")
            case .lacksValue(let word):
                let spec = specs.first { "--\($0.name)" == word || $0.short.map { "-\($0)" } == word }
                throw CommandError(.usage, "\(word) needs a value", hint: spec.map { "Write \($0.form)." })
            case .excessValue(let word): throw CommandError(.usage, "\(word) takes no value")
            }
        }
        for spec in specs where !spec.isRepeatable && options.filter({ $0.name == spec.name }).count > 1 {
            throw CommandError(.usage, "--\(spec.name) is given more than once")
        }
        if !options.contains(where: { $0.name == "help" }), let error = detachedValue(arguments, options, verb) {
            throw error
        }
        let invocation = Invocation(verb: verb, options: options, operands: operands)
        if !invocation.has("help") && !verb.operandCount.contains(operands.count) { throw operandError(operands, verb) }
        return invocation
    }

    private static func unknown(_ word: String, _ verb: Verb) -> CommandError {
        let name = String(word.drop { $0 == "-" }.prefix { $0 != "=" })
        let names = verb.allOptions.map(\.name)
        if let near = NearestName.of(name, among: names), word.hasPrefix("--") {
            return CommandError(.usage, "unknown option \(word.quotedForMessage)", hint: "Did you mean '--\(near)'?")
        }
        let owner = VerbTable.all.first { $0.options.contains { $0.name == name } }
        if let owner, word.hasPrefix("--") {
            return CommandError(
                .usage, "\(verb.name) has no option --\(name)", hint: "It is an option of 'sluice \(owner.name)'.")
        }
        let dash = verb.operands.isEmpty ? "" : " An operand that begins with '-' goes behind '--'."
        return CommandError(
            .usage, "unknown option \(word.quotedForMessage)",
            hint: "'sluice \(verb.name) --help' lists the options.\(dash)")
    }

    /// A duration right behind an option that takes one only with `=`: getopt makes it an operand, which nobody means.
    private static func detachedValue(
        _ arguments: [String], _ options: [(name: String, value: String?)], _ verb: Verb
    ) -> CommandError? {
        for spec in verb.allOptions {
            guard case .optional(let value) = spec.argument,
                options.contains(where: { $0.name == spec.name && $0.value == nil })
            else { continue }
            // What stands behind `--` is an operand, whatever it looks like.
            let words = arguments.prefix { $0 != "--" }
            for (word, next) in zip(words, words.dropFirst()) {
                let isBare = word.utf8.count > 2 && "--\(spec.name)".hasPrefix(word)
                guard isBare || spec.short.map({ word == "-\($0)" }) == true, readsAsDuration(next) else { continue }
                return CommandError(
                    .usage,
                    "\(next.quotedForMessage) behind --\(spec.name) is not its \(value): that needs an '='",
                    hint:
                        "Write --\(spec.name)=\(ShellText.word(next)). An operand goes before --\(spec.name), or behind '--'."
                )
            }
        }
        return nil
    }

    /// `30s`, and `5 min` or `1.5h`, which are no durations and were meant as one. A bare number may be an id.
    private static func readsAsDuration(_ text: String) -> Bool {
        switch DurationText.read(text) {
        case .value, .outOfRange: true
        case .malformed: !text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } && text.utf8.first.map { $0 < 0x3a } == true
        case .other: false
        }
    }

    private static func operandError(_ operands: [String], _ verb: Verb) -> CommandError {
        let usage = "Usage: sluice \(verb.name)\(verb.operands.isEmpty ? "" : " " + verb.operands) [OPTION…]"
        if operands.count < verb.operandCount.lowerBound {
            return CommandError(
                .usage, operands.isEmpty ? "\(verb.name) needs \(verb.operands)" : "an operand is missing", hint: usage)
        }
        return CommandError(
            .usage, "\(operands[verb.operandCount.upperBound].quotedForMessage) is one operand too many", hint: usage)
    }

    // MARK: the C call

    private static func scan(_ arguments: [String], _ specs: [OptionSpec]) -> ([Outcome], operands: [String]) {
        let words = ["sluice"] + arguments
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        let owned = pointers
        defer { for pointer in owned { free(pointer) } }
        var names: [UnsafeMutablePointer<CChar>?] = []
        defer { for name in names { free(name) } }
        var long: [option] = []
        var shorts = ":"
        for (index, spec) in specs.enumerated() {
            let name = strdup(spec.name)
            names.append(name)
            var hasValue: Int32 = 0
            var suffix = ""
            switch spec.argument {
            case .none: break
            case .required: (hasValue, suffix) = (1, ":")
            case .optional: (hasValue, suffix) = (2, "::")
            }
            long.append(option(name: name, has_arg: hasValue, flag: nil, val: Int32(256 + index)))
            if let short = spec.short { shorts += "\(short)\(suffix)" }
        }
        long.append(option(name: nil, has_arg: 0, flag: nil, val: 0))
        // 0 and not 1: GNU getopt then forgets its place in the command line before.
        optind = 0
        opterr = 0
        var outcomes: [Outcome] = []
        let count = Int32(words.count)
        while true {
            let before = max(optind, 1)
            let value = getopt_long(count, &pointers, shorts, long, nil)
            if value == -1 { break }
            if value == 0x3f || value == 0x3a {
                outcomes.append(
                    failure(value, specs, word: text(pointers, max(optind, 1) - 1), before: text(pointers, before)))
                break
            }
            let index =
                value >= 256
                ? Int(value) - 256
                : specs.firstIndex { $0.short.map { Int32($0.asciiValue ?? 0) } == value } ?? 0
            outcomes.append(.option(index, value: optarg.map { String(cString: $0) }))
        }
        let operands = pointers[Int(max(optind, 1))..<words.count].compactMap { $0.map { String(cString: $0) } }
        return (outcomes, operands)
    }

    private static func text(_ pointers: [UnsafeMutablePointer<CChar>?], _ index: Int32) -> String {
        guard pointers.indices.contains(Int(index)), let pointer = pointers[Int(index)] else { return "" }
        return String(cString: pointer)
    }

    /// What getopt's `?` or `:` stands for.
    private static func failure(_ value: Int32, _ specs: [OptionSpec], word: String, before: String) -> Outcome {
        if optopt >= 256 {
            let name = "--\(specs[Int(optopt) - 256].name)"
            return value == 0x3a ? .lacksValue(name) : .excessValue(name)
        }
        if optopt > 0, let scalar = Unicode.Scalar(UInt32(optopt)) {
            return value == 0x3a ? .lacksValue("-\(scalar)") : .unknown("-\(scalar)")
        }
        let typed = word.hasPrefix("--") ? word : before
        let name = String(typed.drop { $0 == "-" }.prefix { $0 != "=" })
        let matches = specs.filter { $0.name.hasPrefix(name) }
        return matches.count > 1 && !name.isEmpty ? .ambiguous("--\(name)") : .unknown(typed)
    }
}
