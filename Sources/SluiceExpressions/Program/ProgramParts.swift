/// A program while it is being built.
struct ProgramParts: ~Copyable {
    var instructions: [Instruction] = []
    var offsets: [UInt32] = []
    var children: [UInt32] = []
    var constants: [Operand] = []
    var macros: [MacroPlan] = []
    var patterns: [Pattern] = []
    var variables: [Variable] = []
    var localCount = 0
    var memory = Arena()

    mutating func append(_ instruction: Instruction, at offset: Int) -> UInt32 {
        instructions.append(instruction)
        offsets.append(UInt32(offset))
        return UInt32(instructions.count - 1)
    }

    mutating func constant(_ operand: Operand) -> UInt32 {
        constants.append(operand)
        return UInt32(constants.count - 1)
    }

    /// A constant of text, copied; `isPlain` where JSON would write it without escapes.
    mutating func text(_ tag: Operand.Tag, _ text: [UInt8]) -> Operand {
        let copy = memory.copy(text)
        return .text(tag, copy, isPlain: JSON.isPlain(copy))
    }

    mutating func list(_ items: [UInt32]) -> UInt32 {
        let start = UInt32(children.count)
        children.append(contentsOf: items)
        return start
    }
}
