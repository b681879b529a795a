/// The names that the expressions of a definition may use, and what they stand for.
///
/// `input`; each step by its name where that is an identifier; `steps.<name>` and `steps["any name"]`; `times.start`,
/// `times.<name>` and `times["any name"]` of type timestamp. A skipped step reads as `null`.
package struct DefinitionScope: Sendable {
    package init(_ definition: Definition) {
    }

    /// What the expression at `site` reads, each once, in the order of the text; none when it does not compile.
    package func reads(_ site: ExpressionSite) -> [ScopeName] { [] }
}
