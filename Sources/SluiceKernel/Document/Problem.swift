/// One thing that is wrong with a definition: where, what, and how to mend it.
package struct Problem: Error, Equatable, Sendable {
    package var code: Code
    package var severity: Severity
    package var place: FilePlace?
    /// The way to the field, such as `steps.charge.retry.cap`; empty for the document itself.
    package var path: String
    /// What is wrong, with the value that was found.
    package var message: String
    /// What to write instead, where we can tell.
    package var hint: String?

    package init(
        _ code: Code, _ message: String, hint: String? = nil, at place: FilePlace? = nil, path: String = "",
        severity: Severity = .error
    ) {
        self.code = code
        self.severity = severity
        self.place = place
        self.path = path
        self.message = message
        self.hint = hint
    }

    /// As many as anybody reads of one document.
    package static let maximumCount = 100

    package enum Severity: String, Sendable {
        /// The definition cannot be deployed.
        case error
        /// It can, and probably does not do what was meant.
        case warning
    }
}

extension Problem: CustomStringConvertible {
    /// `checkout.yaml:12:7: steps.charge.retry: unknown key 'atempts'. Did you mean 'attempts'?`
    package var description: String {
        var text = ""
        if let place { text += "\(place): " }
        if severity == .warning { text += "warning: " }
        if !path.isEmpty { text += "\(path): " }
        text += message
        if let hint { text += text.hasSuffix(".") ? " \(hint)" : ". \(hint)" }
        return text
    }
}

extension [Problem] {
    /// Whether nothing stands in the way of a deployment.
    package var areOnlyWarnings: Bool { allSatisfy { $0.severity == .warning } }

    /// The first ``Problem/maximumCount``, and one that counts the rest.
    package func cutForPeople() -> [Problem] {
        guard count > Problem.maximumCount else { return self }
        let rest = dropFirst(Problem.maximumCount)
        let more = Problem(
            .tooLarge, "\(rest.count) more problems", hint: "Correct the first ones.", at: rest.first?.place,
            severity: Array(rest).areOnlyWarnings ? .warning : .error)
        return Array(prefix(Problem.maximumCount)) + [more]
    }

    /// In the order of the document; what has no place comes first, equals keep their order.
    package func inOrderOfPlace() -> [Problem] {
        enumerated().sorted { a, b in
            switch (a.element.place, b.element.place) {
            case (nil, nil): return a.offset < b.offset
            case (nil, _): return true
            case (_, nil): return false
            case (let x?, let y?): return x == y ? a.offset < b.offset : x < y
            }
        }
        .map(\.element)
    }
}
