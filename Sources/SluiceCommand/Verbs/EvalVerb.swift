import SluiceExpressions
import SluiceKernel

/// `sluice eval`
enum EvalVerb {
    static let verb = Verb(
        "eval", "Try an expression (CEL) on JSON data.", operands: "EXPR", operandCount: 1...1,
        details: """
            Prints the value as JSON. The data is bound as 'input', and each member of an object also under its own name, where
            that can be a name in an expression. An expression that begins with '-' goes behind '--'.

            The language is that of documents: conditions, transforms and timeouts. 'sluice eval' has no steps and no times.
            """,
        options: [
            OptionSpec(
                "data", takes: .required("FILE"),
                "JSON that the expression sees; '-' is stdin, and text that begins with { or [ is taken as it is."),
            OptionSpec(
                "budget", takes: .required("COST"), usual: "1000000",
                "Cost units that the evaluation may spend, as in a definition."),
        ],
        examples: [
            .init(
                "sluice eval 'total > 100 && items.exists(i, i.sku.startsWith(\"A\"))' --data order.json",
                "A condition."),
            .init("sluice eval 'timestamp(\"2026-01-31T08:00:00Z\") + duration(\"36h\")'", "Arithmetic on times."),
        ],
        exits: [
            .init(.no, "the evaluation failed: no such key, division by zero, over budget, …"),
            .init(.data, "the expression does not compile, or the data is no JSON"),
            .init(.noInput, "the data cannot be read"),
        ]
    ) { context in
        try run(context)
    }

    private static func run(_ context: CommandContext) throws(CommandError) -> ExitCode {
        let source = context.invocation.operands[0]
        let budget = try context.invocation.count("budget", 1...Int(UInt32.max)) ?? ExpressionLimits.cost
        let data = try context.invocation.text("data").map { path throws(CommandError) in try read(path) }
        var environment = Environment()
        var members: [[UInt8]: Range<Int>] = [:]
        if let data {
            environment.declare("input")
            members = memberRanges(data)
            for name in members.keys where name != Array("input".utf8) && DefinitionScope.isIdentifier(name) {
                environment.declare(String(decoding: name, as: UTF8.self))
            }
        }
        let expression: Expression
        do throws(ExpressionError) {
            expression = try Expression(compiling: source, in: environment)
        } catch {
            // Without data there are no names at all.
            let isNameless = data == nil && error.code == .unknownName
            throw CommandError(
                .data,
                ExpressionPlace.describe(
                    error.message, error.hint ?? (isNameless ? "Give it with --data" : nil), error.place, source: source
                ))
        }
        let outcome = (data ?? []).withUnsafeBytes { bytes -> Result<[UInt8], EvaluationError> in
            let bindings = expression.variables.map { variable -> Binding in
                if variable.name == "input" { return .json(bytes) }
                guard let range = members[Array(variable.name.utf8)] else { return .null }
                return .json(UnsafeRawBufferPointer(rebasing: bytes[range]))
            }
            var value: [UInt8] = []
            do throws(EvaluationError) {
                try expression.evaluateJSON(bindings, budget: budget, into: &value)
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        switch outcome {
        case .success(let value): StandardOutput.line(value)
        case .failure(let error):
            throw CommandError(.no, ExpressionPlace.describe(error.message, error.hint, error.place, source: source))
        }
        return .ok
    }

    private static func read(_ path: String) throws(CommandError) -> [UInt8] {
        let isInline = path.hasPrefix("{") || path.hasPrefix("[")
        let bytes = isInline ? Array(path.utf8) : try InputSource.file(path)
        do throws(JSONError) {
            try JSON.validate(bytes)
        } catch {
            throw CommandError(
                .data, JSONPlace.describe(error, in: bytes, name: "--data", file: isInline ? nil : path))
        }
        return bytes
    }

    private static func memberRanges(_ data: [UInt8]) -> [[UInt8]: Range<Int>] {
        data.withUnsafeBytes { bytes in
            var ranges: [[UInt8]: Range<Int>] = [:]
            guard var members = try? JSONMembers(bytes) else { return [:] }
            while let member = try? members.next() {
                if let name = try? JSON.string(UnsafeRawBufferPointer(rebasing: bytes[member.key])) {
                    ranges[name] = member.value
                }
            }
            return ranges
        }
    }
}
