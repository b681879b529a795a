extension Compiler {
    /// A list; a constant one is built now.
    mutating func list(_ elements: [Int], at node: Int) throws(ExpressionError) -> Part {
        var numbers: [UInt32] = []
        var constants: [Operand] = []
        var type: CELType?
        for element in elements {
            let part = try compile(element)
            numbers.append(part.number)
            if let constant = constantValue(part) { constants.append(constant) }
            type = type?.joined(with: part.type) ?? part.type
        }
        let whole = CELType.list(type ?? .dyn)
        if constants.count == elements.count {
            return constant(.list(parts.memory.copy(constants[...])), whole, at: node)
        }
        let start = parts.list(numbers)
        return emit(Instruction(operation: .list, a: start, b: UInt32(numbers.count)), whole, at: node)
    }

    /// A map; a constant one is built now, so that a key that stands twice is found now.
    mutating func map(_ entries: [(key: Int, value: Int)], at node: Int) throws(ExpressionError) -> Part {
        var numbers: [UInt32] = []
        var constants: [Operand] = []
        var keyType: CELType?
        var valueType: CELType?
        for entry in entries {
            let key = try compile(entry.key)
            let value = try compile(entry.value)
            if isChecked, ![.string, .int, .uint, .bool].contains(where: { key.type.fits($0) }) {
                throw error(
                    .type, "\(key.type) cannot be the key of a map", hint: "keys are string, int, uint or bool",
                    at: entry.key)
            }
            for part in [key, value] {
                numbers.append(part.number)
                if let constant = constantValue(part) { constants.append(constant) }
            }
            keyType = keyType?.joined(with: key.type) ?? key.type
            valueType = valueType?.joined(with: value.type) ?? value.type
        }
        let whole = CELType.map(keyType ?? .dyn, valueType ?? .dyn)
        if isChecked, constants.count == numbers.count {
            let (table, duplicate) = MapTable.make(parts.memory.copy(constants[...]), in: &parts.memory)
            if let duplicate {
                let key = OperandText.describe(constants[2 * duplicate])
                throw error(
                    .constant, "the key \(key) stands twice in one map", hint: "remove one of the two",
                    at: entries[duplicate].key)
            }
            return constant(.map(table), whole, at: node)
        }
        let start = parts.list(numbers)
        return emit(Instruction(operation: .map, a: start, b: UInt32(numbers.count)), whole, at: node)
    }
}
