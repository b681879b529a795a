internal import SluiceKernel

/// Decides whether a value is sure to be there, whatever the conditions, timeouts and skipped failures of an instance are.
///
/// Each of those is an unknown that is true or false; whether a step has a value is a formula over them. A value is sure when
/// no choice of the unknowns makes the formula false, found by trying choices with what is already decided cut short. What was
/// found of a step is kept with it, so a long graph is decided piece by piece.
struct Liveness {
    let steps: [RecordedStep]
    /// Formulas evaluated before giving up, which counts as not sure.
    private static let patience = 2_000

    enum Unknown: Hashable {
        /// The condition is true.
        case holds(ValueReference)
        /// The signal comes before its timeout.
        case arrives(Int)
        /// The task succeeds before its policy skips it.
        case succeeds(Int)
    }

    /// Whether one of `values` is there whenever all of `gates` are open. `trusting`: a step taken to succeed.
    func isSure(_ values: [ValueReference], behind gates: [Gate], trusting: Int? = nil) -> Bool {
        var assignment: [Unknown: Bool] = [:]
        if let trusting { assignment[.succeeds(trusting)] = true }
        var left = Liveness.patience
        return holds(values, gates, &assignment, &left)
    }

    private func holds(
        _ values: [ValueReference], _ gates: [Gate], _ assignment: inout [Unknown: Bool], _ left: inout Int
    ) -> Bool {
        left -= 1
        guard left > 0 else { return false }
        var evaluation = Evaluation(steps: steps, assignment: assignment)
        let open = evaluation.all(gates)
        if open == false { return true }
        let there = evaluation.any(values)
        if there == true { return true }
        if open == true && there == false { return false }
        guard let unknown = evaluation.missing else { return false }
        for choice in [false, true] {
            assignment[unknown] = choice
            defer { assignment[unknown] = nil }
            if !holds(values, gates, &assignment, &left) { return false }
        }
        return true
    }

    /// One pass over the graph under a partial choice; `nil` is undecided.
    private struct Evaluation {
        let steps: [RecordedStep]
        let assignment: [Unknown: Bool]
        var known: [Int: Bool?] = [:]
        /// The first unknown that stood in the way.
        var missing: Unknown?

        init(steps: [RecordedStep], assignment: [Unknown: Bool]) {
            self.steps = steps
            self.assignment = assignment
        }

        mutating func value(of unknown: Unknown) -> Bool? {
            if let choice = assignment[unknown] { return choice }
            if missing == nil { missing = unknown }
            return nil
        }

        mutating func any(_ values: [ValueReference]) -> Bool? {
            var result: Bool? = false
            for value in values {
                switch isLive(value) {
                case true?: return true
                case nil: result = nil
                case false?: break
                }
            }
            return result
        }

        mutating func all(_ gates: [Gate]) -> Bool? {
            var result: Bool? = true
            for gate in gates {
                switch isOpen(gate) {
                case false?: return false
                case nil: result = nil
                case true?: break
                }
            }
            return result
        }

        private mutating func isOpen(_ gate: Gate) -> Bool? {
            switch isLive(gate.condition) {
            case false?: return false
            case let live:
                guard let holds = value(of: .holds(gate.condition)) else { return nil }
                return holds == gate.opens ? live : false
            }
        }

        private mutating func isLive(_ value: ValueReference) -> Bool? {
            guard case .step(let index) = value else { return true }
            if let known = known[index] { return known }
            let result = evaluate(index)
            known[index] = .some(result)
            return result
        }

        private mutating func evaluate(_ index: Int) -> Bool? {
            let step = steps[index]
            if step.isForgiven { return true }
            let open = all(step.gates)
            if step.isSure || open == false { return open }
            let there: Bool?
            switch step.definition.kind {
            case .signal(_, timeout: nil): there = true
            case .signal: there = self.value(of: .arrives(index))
            case .timeoutOf(.step(let signal)): there = self.value(of: .arrives(signal)).map { !$0 }
            default: there = step.inputs.isEmpty ? true : any(step.inputs)
            }
            if there == false { return false }
            let succeeds = step.definition.onFailure == .skip ? self.value(of: .succeeds(index)) : true
            if succeeds == false { return false }
            return open == true && there == true && succeeds == true ? true : nil
        }
    }
}
