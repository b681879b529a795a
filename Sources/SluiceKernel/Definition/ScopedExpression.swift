package import SluiceExpressions

/// A compiled expression of a definition, and what each of its variables stands for.
package struct ScopedExpression: Sendable {
    package var expression: Expression
    /// By slot: what to bind for `expression.variables[i]`. One thing may have two slots (`total` and `steps.total`).
    package var names: [ScopeName]
}
