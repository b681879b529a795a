/// A compiled expression of the Common Expression Language: pure, typed, always ends.
///
/// Compile once, evaluate often, on any thread. What it means depends on its source, its environment and the bound
/// values alone: no clock, no locale, no named time zone, no randomness.
package struct Expression: Sendable {
    /// Whether names and types are checked before an expression may run.
    package enum Checking: Sendable {
        /// Unknown names and clashing types are errors now. The rule.
        case full
        /// They fail when they are reached. For conformance tests.
        case none
    }

    let program: Program
    /// What is known of the result.
    package let resultType: CELType
    /// The variables that it reads, with the constant path behind each, in source order, none twice.
    package let references: [Reference]
    /// The budget of an evaluation that is given none.
    package let costLimit: Int

    /// Compiles `source`, UTF-8 text.
    ///
    /// - Throws: ``ExpressionError`` with the place and, where there is one, the remedy.
    package init(
        compiling source: [UInt8], in environment: Environment = Environment(),
        costLimit: Int = ExpressionLimits.cost, checking: Checking = .full
    ) throws(ExpressionError) {
        let tree = try Parser.parse(source)
        let compiler = Compiler(tree, in: environment, isChecked: checking == .full)
        (program, resultType, references) = try compiler.compile()
        self.costLimit = costLimit
    }

    package init(
        compiling source: String, in environment: Environment = Environment(),
        costLimit: Int = ExpressionLimits.cost, checking: Checking = .full
    ) throws(ExpressionError) {
        try self.init(compiling: Array(source.utf8), in: environment, costLimit: costLimit, checking: checking)
    }

    package var source: String { String(decoding: program.source, as: UTF8.self) }

    /// The variables to bind, by slot, in the order in which the expression first reads them.
    package var variables: [Variable] { program.variables }

    /// The slot of the variable that the expression is nothing but, with or without parentheses; nil for any other.
    package var loneVariable: Int? {
        let root = program.instructions[Int(program.root)]
        return root.operation == .slot ? Int(root.a) : nil
    }
}
