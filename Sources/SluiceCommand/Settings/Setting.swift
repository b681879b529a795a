import SluiceKernel

/// Where a setting is kept.
typealias SettingPath<Value> = any WritableKeyPath<Settings, Value> & Sendable

/// One setting as the table declares it.
struct Setting: Sendable {
    enum Kind: Sendable {
        case text(SettingPath<String>)
        case choice([String], SettingPath<String>)
        case count(ClosedRange<Int>, SettingPath<Int>)
        case bytes(ClosedRange<Int>, SettingPath<Int>)
        /// Milliseconds.
        case duration(ClosedRange<Int64>, SettingPath<Int64>)
        case flag(SettingPath<Bool>)
    }

    /// `section.key`, or `key` at the top.
    let name: String
    let kind: Kind
    let help: String

    init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    var section: String? { name.contains(".") ? String(name.prefix { $0 != "." }) : nil }
    var key: String { section.map { String(name.dropFirst($0.count + 1)) } ?? name }

    /// What it takes, for messages and comments.
    var form: String {
        switch kind {
        case .text: "a text"
        case .choice(let choices, _): choices.joinedForMessage()
        case .count(let range, _): "a whole number, \(range.lowerBound) to \(range.upperBound)"
        case .bytes(let range, _):
            "bytes, such as 512KiB or 64MiB, \(ByteCount.text(range.lowerBound)) to \(ByteCount.text(range.upperBound))"
        case .duration(let range, _):
            "a duration such as 250ms, 90s or 7d, \(DurationText.format(range.lowerBound)) to "
                + DurationText.format(range.upperBound)
        case .flag: "true or false"
        }
    }

    /// Its value in `settings`, as the file writes it.
    func text(in settings: Settings) -> String {
        switch kind {
        case .text(let path):
            let value = settings[keyPath: path]
            return value.isEmpty ? "\"\"" : value
        case .choice(_, let path): return settings[keyPath: path]
        case .count(_, let path): return "\(settings[keyPath: path])"
        case .bytes(_, let path): return ByteCount.text(settings[keyPath: path])
        case .duration(_, let path): return DurationText.format(settings[keyPath: path])
        case .flag(let path): return settings[keyPath: path] ? "true" : "false"
        }
    }

    /// Takes the value that stands in the file. False: it does not fit ``form``.
    func take(_ scalar: DocumentScalar, into settings: inout Settings) -> Bool {
        switch kind {
        case .text(let path): settings[keyPath: path] = scalar.text
        case .choice(let choices, let path):
            guard choices.contains(scalar.text) else { return false }
            settings[keyPath: path] = scalar.text
        case .count(let range, let path):
            guard case .int(let value) = scalar.value, let count = Int(exactly: value), range.contains(count) else {
                return false
            }
            settings[keyPath: path] = count
        case .bytes(let range, let path):
            guard let value = ByteCount.read(scalar.text), range.contains(value) else { return false }
            settings[keyPath: path] = value
        case .duration(let range, let path):
            guard case .value(let value) = DurationText.read(scalar.text), range.contains(value) else { return false }
            settings[keyPath: path] = value
        case .flag(let path):
            guard case .bool(let value) = scalar.value else { return false }
            settings[keyPath: path] = value
        }
        return true
    }
}
