extension DefinitionReader {
    /// A text of 1...255 bytes.
    mutating func text(_ node: DocumentNode, _ path: String, _ expected: String) -> String? {
        guard case .scalar(let scalar) = node.content, case .string(let text) = scalar.value else {
            var hint: String?
            if case .scalar(let scalar) = node.content, !scalar.text.isEmpty {
                hint = "Put it in quotes: \"\(scalar.text)\"."
            }
            wrongKind(node, path, expected: expected, hint)
            return nil
        }
        guard (1...255).contains(text.utf8.count) else {
            report(.badName, "expected \(expected) of 1 to 255 bytes, found \(text.utf8.count)", at: node, path)
            return nil
        }
        return text
    }

    mutating func integer(_ node: DocumentNode, _ path: String, _ range: ClosedRange<Int64>) -> Int64? {
        let expected =
            range.upperBound == .max
            ? "a whole number from \(range.lowerBound)"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard case .scalar(let scalar) = node.content else {
            wrongKind(node, path, expected: expected)
            return nil
        }
        switch scalar.value {
        case .int(let value) where range.contains(value): return value
        case .int, .float:
            report(.badValue, "expected \(expected), found \(scalar.text.quotedForMessage)", at: node, path)
        default: wrongKind(node, path, expected: expected, quotesHint(scalar))
        }
        return nil
    }

    /// A number with at most three decimals, in thousandths.
    mutating func thousandths(_ node: DocumentNode, _ path: String) -> UInt32? {
        let expected = "a number with at most three decimals"
        guard case .scalar(let scalar) = node.content else {
            wrongKind(node, path, expected: expected)
            return nil
        }
        let value: Double
        switch scalar.value {
        case .int(let whole): value = Double(whole)
        case .float(let fraction): value = fraction
        default:
            wrongKind(node, path, expected: expected, quotesHint(scalar))
            return nil
        }
        let exact = value * 1_000
        // Rounded by truncation: `rounded()` would need the C library's mathematics.
        guard exact >= 0, exact < Double(UInt32.max), case let scaled = UInt32(exact + 0.5),
            abs(exact - Double(scaled)) < 1e-6
        else {
            report(.badValue, "expected \(expected), found \(scalar.text.quotedForMessage)", at: node, path)
            return nil
        }
        return scaled
    }

    private func quotesHint(_ scalar: DocumentScalar) -> String? {
        guard scalar.style != .plain else { return nil }
        switch ScalarValue(plain: scalar.text) {
        case .string: return nil
        default: return "Remove the quotes."
        }
    }

    mutating func flag(_ node: DocumentNode, _ path: String) -> Bool? {
        if case .scalar(let scalar) = node.content {
            if case .bool(let value) = scalar.value { return value }
            let isOldWord = ["yes", "no", "on", "off", "y", "n"].contains(scalar.text.lowercased())
            wrongKind(
                node, path, expected: "true or false",
                isOldWord
                    ? "In YAML 1.2 \(scalar.text.quotedForMessage) is a text: write true or false." : quotesHint(scalar)
            )
        } else {
            wrongKind(node, path, expected: "true or false")
        }
        return nil
    }

    mutating func choice(_ node: DocumentNode, _ path: String, _ words: [String]) -> String? {
        guard case .scalar(let scalar) = node.content else {
            wrongKind(node, path, expected: words.joinedForMessage())
            return nil
        }
        if let word = words.first(where: { $0.isSameBytes(as: scalar.text) }) { return word }
        report(
            .badValue, "expected \(words.joinedForMessage()), found \(scalar.text.quotedForMessage)",
            NearestName.of(scalar.text, among: words).map { "Did you mean '\($0)'?" }, at: node, path)
        return nil
    }

    /// A literal duration, in milliseconds.
    mutating func duration(_ node: DocumentNode, _ path: String) -> Int64? {
        guard case .scalar(let scalar) = node.content else {
            wrongKind(node, path, expected: "a duration", DurationText.forms)
            return nil
        }
        switch DurationText.read(scalar.text) {
        case .value(let value): return value
        case .outOfRange: durationRange(scalar.text, at: node, path)
        case .malformed, .other:
            report(
                .badDuration, "expected a duration, found \(scalar.text.quotedForMessage)", DurationText.forms,
                at: node, path)
        }
        return nil
    }

    /// A literal duration or an expression.
    mutating func durationSource(_ node: DocumentNode, _ path: String, _ part: DefinitionPart) -> DurationSource? {
        guard case .scalar(let scalar) = node.content else {
            wrongKind(node, path, expected: "a duration or an expression", DurationText.forms)
            return nil
        }
        switch DurationText.read(scalar.text) {
        case .value(let value):
            places.note(part, at: node.place)
            return .fixed(value)
        case .outOfRange: durationRange(scalar.text, at: node, path)
        case .malformed:
            report(
                .badDuration, "expected a duration or an expression, found \(scalar.text.quotedForMessage)",
                DurationText.forms, at: node, path)
        case .other: return expression(node, path, part).map { .expression($0) }
        }
        return nil
    }

    private mutating func durationRange(_ text: String, at node: DocumentNode, _ path: String) {
        report(
            .badDuration, "duration \(text.quotedForMessage) is outside 1ms to 3650d", DurationText.forms, at: node,
            path)
    }

    /// The text of an expression; `part` is where the check will look for its place.
    mutating func expression(_ node: DocumentNode, _ path: String, _ part: DefinitionPart) -> String? {
        guard let (text, note) = notedExpression(node, path) else { return nil }
        places.note(part, note)
        return text
    }

    /// The text of an expression and how it was written.
    mutating func notedExpression(_ node: DocumentNode, _ path: String) -> (text: String, note: DefinitionPlaces.Note)?
    {
        guard case .scalar(let scalar) = node.content else {
            wrongKind(
                node, path, expected: "an expression",
                "Write it as one text in quotes, such as '{\"id\": input.id}' or '[1, 2]'.")
            return nil
        }
        var text = scalar.text
        if scalar.style == .block { while text.utf8.last == 0x0a { text.removeLast() } }
        guard text.utf8.contains(where: { $0 != 0x20 && $0 != 0x0a && $0 != 0x09 }),
            !(scalar.style == .plain && text == "~")
        else {
            report(.missing, "expected an expression, found nothing", at: node, path)
            return nil
        }
        return (text, DefinitionPlaces.Note(node.place, textPlace: scalar.textPlace, path: path))
    }
}
