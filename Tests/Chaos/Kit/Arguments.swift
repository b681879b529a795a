/// `--name value` words of a command line.
package struct Arguments {
    private var values: [String: [String]] = [:]

    /// - Parameters:
    ///   - flags: those without a value.
    ///   - names: those with one.
    package init(_ words: [String], flags: Set<String> = [], names: Set<String>) throws(ChaosError) {
        var index = 0
        while index < words.count {
            let word = words[index]
            guard word.hasPrefix("--") else { throw ChaosError("unexpected argument \(word)") }
            let name = String(word.dropFirst(2))
            if flags.contains(name) {
                values[name, default: []].append("")
                index += 1
            } else if names.contains(name), index + 1 < words.count {
                values[name, default: []].append(words[index + 1])
                index += 2
            } else {
                throw ChaosError(names.contains(name) ? "--\(name) takes a value" : "unknown argument \(word)")
            }
        }
    }

    package func has(_ name: String) -> Bool { values[name] != nil }
    package func all(_ name: String) -> [String] { values[name] ?? [] }
    package func text(_ name: String) -> String? { values[name]?.last }

    package func needed(_ name: String) throws(ChaosError) -> String {
        guard let text = text(name) else { throw ChaosError("--\(name) is missing") }
        return text
    }

    package func number(_ name: String) throws(ChaosError) -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), number >= 0 else { throw ChaosError("--\(name) takes a whole number: \(text)") }
        return number
    }

    package func neededNumber(_ name: String) throws(ChaosError) -> Int {
        guard let number = try number(name) else { throw ChaosError("--\(name) is missing") }
        return number
    }
}
