extension Problem {
    /// What kind of mistake it is: stable, for programs (`--json`) and tests.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) { self.rawValue = rawValue }

        private init(_ name: String) { rawValue = name }
    }
}

extension Problem.Code {
    // The text.
    /// Not well-formed YAML or JSON.
    package static let syntax = Self("syntax")
    /// Too deep, too large, or expanding too far.
    package static let tooLarge = Self("too-large")
    /// Well-formed YAML that documents do not use: tags, several documents, merge keys.
    package static let unsupported = Self("unsupported")
    /// A file that cannot be read.
    package static let unreadable = Self("unreadable")
    package static let duplicateKey = Self("duplicate-key")

    // The shape.
    package static let unknownKey = Self("unknown-key")
    /// A word of a later release.
    package static let laterRelease = Self("later-release")
    package static let missing = Self("missing")
    /// A list where a text was expected, and the like.
    package static let wrongKind = Self("wrong-kind")
    /// Of the right kind, and not allowed: a bad name, a number out of its range, an unknown choice.
    package static let badValue = Self("bad-value")
    package static let badDuration = Self("bad-duration")
    package static let badName = Self("bad-name")
    /// Two fields that exclude each other.
    package static let conflict = Self("conflict")

    // The graph.
    package static let unknownStep = Self("unknown-step")
    package static let duplicateName = Self("duplicate-name")
    package static let cycle = Self("cycle")
    package static let unused = Self("unused")
    package static let unreachable = Self("unreachable")
    /// An expression that does not compile, or names what does not exist.
    package static let expression = Self("expression")
    /// An expression of another type than its place needs.
    package static let typeClash = Self("type-clash")
    /// A step of another kind than its place needs.
    package static let wrongStep = Self("wrong-step")
    package static let limit = Self("limit")
    /// A step whose Swift code is not in this program.
    package static let missingCode = Self("missing-code")
    /// One version of a workflow with two contents.
    package static let versionClash = Self("version-clash")
}
