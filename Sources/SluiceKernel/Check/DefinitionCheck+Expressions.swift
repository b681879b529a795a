extension DefinitionCheck {
    /// Compiles every expression; what each reads.
    mutating func checkExpressions() -> [DefinitionPart: [ScopeName]] {
        [:]
    }

    /// The gate of a step that no instance can pass.
    func constantFalseGate(_ index: Int) -> Int? {
        nil
    }
}
