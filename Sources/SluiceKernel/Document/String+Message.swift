extension String {
    /// In single quotes, control characters made visible, cut at 60 characters: fit for a message on one line.
    package var quotedForMessage: String {
        var text = "'"
        var count = 0
        for scalar in unicodeScalars {
            if count == 60 {
                text += "…"
                break
            }
            count += 1
            switch scalar {
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            default:
                if scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format {
                    text += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        return text + "'"
    }

    /// Equal as bytes. Swift's `==` takes NFC and NFD forms for equal, the log does not.
    package func isSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension Sequence<String> {
    /// `a, b or c`, as they are.
    package func joinedForMessage(_ word: String = "or") -> String {
        let all = Array(self)
        guard all.count > 1, let last = all.last else { return all.first ?? "" }
        return all.dropLast().joined(separator: ", ") + " \(word) " + last
    }
}

extension String {
    /// The first letter in upper case.
    package var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
