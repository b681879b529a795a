/// A compiled expression: flat, immutable, shared by all threads.
///
/// `@unchecked Sendable`: the constants are raw memory that is written while the program is built and only read
/// afterwards; no lock is needed.
final class Program: @unchecked Sendable {
    let source: [UInt8]
    let instructions: UnsafeBufferPointer<Instruction>
    /// Where each instruction stands in the source.
    let offsets: UnsafeBufferPointer<UInt32>
    let children: UnsafeBufferPointer<UInt32>
    let constants: UnsafeBufferPointer<Operand>
    let macros: UnsafeBufferPointer<MacroPlan>
    let patterns: [Pattern]
    let root: UInt32
    /// Whether the value is a bool, whatever the data.
    let isBool: Bool
    let variables: [Variable]
    /// How many macro variables live at the same time at most.
    let localCount: Int
    /// Holds what the pointers point to.
    private let memory: Arena

    init(_ parts: consuming ProgramParts, root: UInt32, isBool: Bool, source: [UInt8]) {
        self.source = source
        self.root = root
        self.isBool = isBool
        patterns = parts.patterns
        variables = parts.variables
        localCount = parts.localCount
        instructions = parts.memory.store(parts.instructions)
        offsets = parts.memory.store(parts.offsets)
        children = parts.memory.store(parts.children)
        constants = parts.memory.store(parts.constants)
        macros = parts.memory.store(parts.macros)
        memory = parts.memory
    }

    func place(of instruction: UInt32) -> SourcePlace {
        SourcePlace(offset: Int(offsets[Int(instruction)]), in: source)
    }
}
