import Sluice
import Testing

@testable import SluiceKernel

@Suite struct `What passes the check is what runs` {
    /// The program of a definition whose closures do nothing.
    private func program(_ definition: Definition) throws -> GraphProgram {
        let names = definition.steps.map { ($0.name, { (_, _) in } as TransformBody) }
        let transforms = Dictionary(names, uniquingKeysWith: { first, _ in first })
        return try GraphProgram(
            Registration(definition: definition, transforms: transforms), fingerprint: definition.fingerprint)
    }

    @Test(arguments: 0..<10)
    func `random definitions compile, and the program waits for what the graph says`(_ block: Int) throws {
        for seed in UInt64(block * 30)..<UInt64(block * 30 + 30) {
            let definition = RandomDefinition.make(seed: seed)
            let program = try program(definition)
            let graph = definition.graph
            for (index, step) in program.steps.enumerated() {
                let given = step.dependencies.map { Int(program.edges[Int($0)]) }.sorted()
                let awaited = step.conditions.map { Int(program.edges[Int($0)]) }
                #expect(given == graph.steps[index].given, "seed \(seed), step \(index)")
                #expect(
                    Set(awaited).subtracting(given).sorted() == graph.steps[index].awaited,
                    "seed \(seed), step \(index)")
                #expect(step.takesInput == graph.steps[index].takesInput, "seed \(seed), step \(index)")
            }
        }
    }
}
