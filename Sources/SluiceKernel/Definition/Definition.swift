/// A named, numbered, immutable workflow: a graph of steps with data flow between them.
///
/// This is the model that both front ends meet in. It can be wrong (a step that names an unknown step has no
/// representation, but a cycle has): ``DefinitionCheck`` finds what is wrong, and only a checked definition becomes a
/// ``GraphProgram``.
package struct Definition: Equatable, Sendable {
    /// 1-100 bytes of `[A-Za-z0-9_.-]`.
    package var name: String
    /// From 1.
    package var version: UInt32
    package var steps: [StepDefinition]
    /// What the instance's outcome carries; none: `null`.
    package var result: ResultSource
    package var settings: DefinitionSettings

    package init(
        name: String, version: UInt32, steps: [StepDefinition], result: ResultSource = .none,
        settings: DefinitionSettings = DefinitionSettings()
    ) {
        self.name = name
        self.version = version
        self.steps = steps
        self.result = result
        self.settings = settings
    }
}

/// Where the result of an instance comes from.
package enum ResultSource: Equatable, Sendable {
    case none
    /// The value of one step or of the input; `null` when it was skipped.
    case value(ValueReference)
    /// A CEL expression over the steps, evaluated when the instance succeeds.
    case expression(String)
}

/// Names a value that a step can consume: the instance's input or what another step produced.
package enum ValueReference: Equatable, Hashable, Sendable {
    case input
    /// Index into ``Definition/steps``.
    case step(Int)
}

/// Limits that change what the fold does. They belong to the definition, so every node folds alike.
package struct DefinitionSettings: Equatable, Sendable {
    /// How long a finished instance is kept, in milliseconds of the partition's clock. 7 days.
    package var retention: Int64 = 7 * 24 * 3_600_000
    /// One history entry per transition.
    package var keepsHistory = true
    /// Entries kept per instance; older blocks of 16 are dropped. 16...65,536.
    package var historyLimit: UInt32 = 1_024
    package var unknownSignals: UnknownSignals = .deadLetter
    /// Recent signal and command ids kept per instance against repeats. 0...1,024.
    package var dedupWindow: UInt32 = 64
    /// Cost units that one evaluation of an expression may spend.
    package var costBudget: UInt32 = 1_000_000
    /// Raised by the author when a Swift closure changes its meaning: part of the fingerprint.
    package var revision: UInt32 = 0

    package init() {}
}

/// What happens to a signal whose name no step of the definition waits for.
package enum UnknownSignals: String, Equatable, Sendable, CaseIterable {
    case deadLetter = "dead-letter"
    case ignore
}
