/// What a plain scalar means by the core schema of YAML 1.2 (chapter 10.3), of which JSON is a part.
///
/// Stricter in one point: digits behind a leading zero stay a text, since YAML 1.1 reads them as octal and JSON refuses them.
/// `yes`, `no`, `on`, `off`, `1_000` and `1:30` are texts, as the core schema has it.
package enum ScalarValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    /// Also whole numbers beyond 64 bits.
    case float(Double)
    case string(String)

    /// The meaning of a scalar written without quotes.
    package init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        case ".nan", ".NaN", ".NAN": self = .float(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": self = .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": self = .float(-.infinity)
        default: self = ScalarValue(number: text) ?? .string(text)
        }
    }

    private init?(number text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 400 else { return nil }
        if bytes.starts(with: "0x".utf8) {
            guard bytes.dropFirst(2).allSatisfy(\.isHexDigit), let value = Int64(text.dropFirst(2), radix: 16) else {
                return nil
            }
            self = .int(value)
        } else if bytes.starts(with: "0o".utf8) {
            guard bytes.dropFirst(2).allSatisfy(\.isDigit), let value = Int64(text.dropFirst(2), radix: 8) else {
                return nil
            }
            self = .int(value)
        } else {
            guard let shape = DecimalShape(bytes) else { return nil }
            if shape == .whole, let value = Int64(text) {
                self = .int(value)
            } else if let value = Double(text) {
                self = .float(value)
            } else {
                return nil
            }
        }
    }

    /// For messages: "a number", "a text".
    package var kindName: String {
        switch self {
        case .null: "nothing"
        case .bool: "true or false"
        case .int, .float: "a number"
        case .string: "a text"
        }
    }
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, without leading zeros.
private enum DecimalShape {
    case whole
    case fraction

    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = rest.prefix(while: \.isDigit)
        rest = rest.dropFirst(whole.count)
        if whole.count > 1 && whole.first == UInt8(ascii: "0") { return nil }
        var shape = DecimalShape.whole
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            let digits = rest.prefix(while: \.isDigit)
            rest = rest.dropFirst(digits.count)
            if whole.isEmpty && digits.isEmpty { return nil }
            shape = .fraction
        } else if whole.isEmpty {
            return nil
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
            let digits = rest.prefix(while: \.isDigit)
            if digits.isEmpty { return nil }
            rest = rest.dropFirst(digits.count)
            shape = .fraction
        }
        guard rest.isEmpty else { return nil }
        self = shape
    }
}
