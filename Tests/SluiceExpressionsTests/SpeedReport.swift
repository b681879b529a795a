import Foundation
import SluiceExpressions
import Testing

/// Prints how long evaluations take. No judgement by the clock: run it with SLUICE_BENCH=1 and `-c release`.
@Suite(
    "How long evaluations take", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SLUICE_BENCH"] == "1", "set SLUICE_BENCH=1 to see it"))
struct SpeedReport {
    /// An order of about 500 bytes, the total at the end and the matching item last.
    static let order = Array(
        """
        {"id":"ord-2025-000017","customer":{"name":"Ada Lovelace","email":"ada@example.org","tier":"gold"},\
        "items":[{"sku":"B-1001","name":"Pencil, soft, black","quantity":12,"price":0.85},\
        {"sku":"C-2040","name":"Notebook A5, dotted, 120 pages","quantity":3,"price":7.9},\
        {"sku":"D-0007","name":"Ink, blue, 50 ml","quantity":1,"price":11.5},\
        {"sku":"A-9001","name":"Fountain pen, medium","quantity":1,"price":84.0}],\
        "address":{"street":"12 St James's Square","city":"London","zip":"SW1Y 4JH"},"total":129}
        """.utf8)

    static func nanoseconds(_ name: String, _ body: () throws -> Void) rethrows {
        var best = Double.infinity
        for _ in 0..<7 {
            let rounds = 100_000
            let start = ContinuousClock.now
            for _ in 0..<rounds { try body() }
            let elapsed = ContinuousClock.now - start
            best = min(
                best,
                Double(elapsed.components.attoseconds) / 1e9 / Double(rounds)
                    + Double(elapsed.components.seconds) * 1e9 / Double(rounds))
        }
        print("\(name): \(Int(best)) ns")
    }

    @Test(
        "evaluations on a JSON document",
        arguments: [
            #"order.total > 100 && order.items.exists(i, i.sku.startsWith("A"))"#,
            #"order.items.exists(i, i.sku.startsWith("A"))"#, "order.id == 'x'", "order.total > 100",
            "order.customer.tier",
            "order.items.filter(i, i.quantity > 1).map(i, i.sku)", "order.items.size() == 4", "1 + 2 * 3 < 10",
            #"order.customer.email.matches("^[a-z]+@[a-z.]+$")"#, #"{"id": order.id, "n": order.items.size()}"#,
            "order.items.map(i, double(i.quantity) * i.price)", "order",
        ])
    func evaluations(source: String) throws {
        var environment = Environment()
        environment.declare("order")
        let expression = try Expression(compiling: source, in: environment)
        var output: [UInt8] = []
        try Self.order.withUnsafeBytes { bytes in
            let bindings: [Binding] = expression.variables.map { _ in .json(bytes) }
            try bindings.withUnsafeBufferPointer { bindings in
                if expression.resultType == .bool {
                    try Self.nanoseconds("bool  \(source)") { _ = try expression.evaluateBool(bindings) }
                }
                try Self.nanoseconds("JSON  \(source)") {
                    output.removeAll(keepingCapacity: true)
                    try expression.evaluateJSON(bindings, into: &output)
                }
            }
        }
    }

    @Test("a declared time beside a threshold")
    func times() throws {
        var environment = Environment()
        environment.declare(namespace: "times", members: [("t02", .timestamp), ("t01", .timestamp)])
        let expression = try Expression(compiling: "times.t02 - times.t01 > duration('1h')", in: environment)
        let bindings = [1_700_000_000, 1_700_000_100].map { Binding.value(.timestamp(CELTimestamp(seconds: $0)!)) }
        try bindings.withUnsafeBufferPointer { bindings in
            try Self.nanoseconds("bool  \(expression.source)") { _ = try expression.evaluateBool(bindings) }
        }
    }

    @Test("compiling and validating")
    func compiling() throws {
        var environment = Environment()
        environment.declare("order")
        let source = #"order.total > 100 && order.items.exists(i, i.sku.startsWith("A"))"#
        try Self.nanoseconds("compile") { _ = try Expression(compiling: source, in: environment) }
        try Self.nanoseconds("validate \(Self.order.count) B") { try JSON.validate(Self.order) }
        try Self.nanoseconds("find total") { _ = try JSON.member("total", in: Self.order) }
    }

    @Test(
        "a whole budget of a million units",
        arguments: [
            "L.all(a, L.all(b, L.all(c, L.all(d, L.all(e, L.all(f, L.all(g, true)))))))",
            "L.all(a, L.all(b, L.all(c, L.all(d, L.all(e, L.all(f, L.all(g, order.total == 129)))))))",
            "L.all(a, L.all(b, L.all(c, L.all(d, L.all(e, L.all(f, order == order))))))",
            "L.all(a, L.all(b, L.all(c, L.all(d, L.all(e, L.map(f, string(f) + 'x') != L)))))",
            "L.all(a, L.all(b, L.all(c, L.all(d, L.all(e, {'a': f, 'b': e, 'c': d} != {'x': a})))))",
            "L.all(a, L.all(b, L.all(c, L.all(d, L.all(e, order.id.matches('(a?){' + string(50 + e) + '}b') == false)))))",
            "L.all(a, L.all(b, L.all(c, L.all(d, L.all(e, order.customer.name.matches('^(a?){100}b') == false)))))",
            "L.all(a, L.all(b, L.all(c, L.all(d, L.all(e, L.all(f, L.all(g, timestamp('2025-01-01T00:00:0' + string(g) + 'Z') > timestamp(0))))))))",
            "L.all(a, L.all(b, L.all(c, L.all(d, L.all(e, L.all(f, L.all(g, double('0.1234567890123456789' + string(g)) > 0.0)))))))",
            "L.all(a, L.all(b, L.all(c, L.all(d, L.all(e, L.all(f, L.all(g, 1 / 0 == g || true)))))))",
            "L.all(a, L.all(b, L.all(c, L.all(d, L.all(e, L.all(f, L.all(g, order.none.x == 1)))))))",
        ])
    func wholeBudget(pattern: String) throws {
        var environment = Environment()
        environment.declare("order")
        let list = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"
        let source = pattern.replacing("L.", with: list + ".").replacing("!= L", with: "!= " + list)
        let expression = try Expression(compiling: source, in: environment, checking: .none)
        Self.order.withUnsafeBytes { bytes in
            let bindings = expression.variables.map { _ in Binding.json(bytes) }
            let start = ContinuousClock.now
            let result = Result { try expression.evaluateBool(bindings) }
            print("\(ContinuousClock.now - start) for \(pattern): \(result)".prefix(260))
        }
    }
}
