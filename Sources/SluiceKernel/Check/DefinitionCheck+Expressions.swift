import SluiceExpressions

extension DefinitionCheck {
    /// Compiles every expression and compares its type with what its place needs. Returns what each reads.
    mutating func checkExpressions() -> [DefinitionPart: [ScopeName]] {
        let scope = DefinitionScope(definition)
        var reads: [DefinitionPart: [ScopeName]] = [:]
        for site in definition.expressionSites {
            if problems.count > Problem.maximumCount {
                // Nobody reads on; and near names are dear.
                hasBrokenExpression = true
                break
            }
            do throws(ExpressionError) {
                let compiled = try scope.compile(site)
                reads[site.part] = compiled.names
                let fits = checkType(compiled.expression.resultType, site)
                if fits && site.role == .condition && compiled.names.isEmpty {
                    checkConstant(compiled.expression, site)
                }
            } catch {
                hasBrokenExpression = true
                report(error, site)
            }
        }
        return reads
    }

    /// Whether a value of `type` may stand at `site`; reports when not.
    private mutating func checkType(_ type: CELType, _ site: ExpressionSite) -> Bool {
        let fits: Bool
        let hint: String
        switch site.role {
        case .condition:
            (fits, hint) = (type == .bool || type == .dyn, "Compare it with something, such as '> 0' or '!= null'.")
        case .duration:
            (fits, hint) = (type == .duration || type == .dyn, "Write duration(\"5m\"), or a literal such as 5m.")
        case .time:
            (fits, hint) = (
                type == .timestamp || type == .string || type == .dyn, "Write timestamp(…) around an RFC 3339 text."
            )
        case .text:
            let texts: [CELType] = [.string, .int, .uint, .double, .bool, .dyn]
            (fits, hint) = (texts.contains(type), "Write string(…) around it.")
        case .value: (fits, hint) = (type != .type, "A type is no JSON value; string(…) of it is.")
        }
        if fits { return true }
        let wanted =
            switch site.role {
            case .condition: "a condition is a bool"
            case .duration: "expected a duration"
            case .time: "expected a timestamp"
            case .text: "expected text"
            case .value: "expected a value"
            }
        report(.typeClash, "\(wanted), and this is of type \(type): \(site.text.quotedForMessage)", hint, at: site.part)
        return false
    }

    /// A condition that reads nothing is the same for every instance.
    private mutating func checkConstant(_ expression: Expression, _ site: ExpressionSite) {
        do throws(EvaluationError) {
            if try expression.evaluateBool([]) == false, let step = site.part.step, falseGates[step] == nil {
                falseGates[step] = site.part.index
            }
        } catch {
            report(.expression, "the condition always fails: \(error.message)", error.hint?.asHint, at: site.part)
        }
    }

    private mutating func report(_ error: ExpressionError, _ site: ExpressionSite) {
        var message = error.message
        var place = places.place(of: site.part)
        let isFirst = error.place.line == 1 && error.place.column == 1
        if let text = places[site.part]?.textPlace {
            place = FilePlace(
                file: text.file, line: text.line + error.place.line - 1, column: text.column + error.place.column - 1)
        } else if !isFirst {
            message += " (at \(error.place) of the expression)"
        }
        let code: Problem.Code = error.code == .type ? .typeClash : .expression
        report(code, message, quotedNameHint(error, site) ?? error.hint?.asHint, at: site.part, place: place)
    }

    /// `payment-late` is a difference of two names: such steps need `steps["payment-late"]`.
    private func quotedNameHint(_ error: ExpressionError, _ site: ExpressionSite) -> String? {
        guard error.code == .unknownName else { return nil }
        let text = Array(site.text.utf8)
        let near = text[max(0, error.place.offset - DefinitionName.stepLimit)...].prefix(2 * DefinitionName.stepLimit)
        for step in definition.steps where !DefinitionScope.isIdentifier(Array(step.name.utf8)) {
            if step.name.utf8.contains(where: \.isLetter), near.contains(sequence: Array(step.name.utf8)) {
                return "Write steps[\"\(step.name)\"]: only names made of letters, digits and '_' stand alone."
            }
        }
        return nil
    }
}

extension String {
    /// As a sentence.
    fileprivate var asHint: String {
        let sentence = capitalizedFirst
        return sentence.hasSuffix("?") || sentence.hasSuffix(".") ? sentence : sentence + "."
    }
}

extension ArraySlice<UInt8> {
    fileprivate func contains(sequence: [UInt8]) -> Bool {
        guard !sequence.isEmpty, count >= sequence.count else { return false }
        return (startIndex...endIndex - sequence.count).contains { self[$0...].starts(with: sequence) }
    }
}
