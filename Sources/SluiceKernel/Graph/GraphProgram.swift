import SluiceExpressions

/// A checked definition, compiled: interprets the events of its instances. Immutable; each lane has its own.
package final class GraphProgram: Sendable {
    package let definition: Definition
    package let settings: DefinitionSettings
    /// Over the canonical document: what nodes compare.
    package let fingerprint: String

    let steps: [CompiledStep]
    /// Edge lists of all steps, end to end.
    let edges: [UInt16]
    /// Steps that wait for no other step, in order.
    let roots: [UInt16]
    package let tasks: [CompiledTask]
    let transforms: [CompiledTransform]
    let signals: [CompiledSignal]
    let timers: [CompiledTimer]
    let choices: [[ValueReference]]
    let records: [CompiledPublish]
    let gates: [[StepExpression]]
    let result: CompiledResult
    let names: [[UInt8]]
    /// The part of its outcomes that is the same in all: `"workflow":…,"version":…`.
    package let title: [UInt8]

    init(
        definition: Definition, fingerprint: String, steps: [CompiledStep], edges: [UInt16], roots: [UInt16],
        tables: Tables
    ) {
        self.definition = definition
        settings = definition.settings
        self.fingerprint = fingerprint
        self.steps = steps
        self.edges = edges
        self.roots = roots
        tasks = tables.tasks
        transforms = tables.transforms
        signals = tables.signals
        timers = tables.timers
        choices = tables.choices
        records = tables.records
        gates = tables.gates
        result = tables.result
        names = definition.steps.map { Array($0.name.utf8) }
        var title = Array(#""workflow":"#.utf8)
        JSONWriter.string(definition.name, into: &title)
        title += Array(#","version":\#(definition.version)"#.utf8)
        self.title = title
    }

    struct Tables {
        var tasks: [CompiledTask] = []
        var transforms: [CompiledTransform] = []
        var signals: [CompiledSignal] = []
        var timers: [CompiledTimer] = []
        var choices: [[ValueReference]] = []
        var records: [CompiledPublish] = []
        var gates: [[StepExpression]] = []
        var result = CompiledResult.none
    }

    /// The line that attempts of a step wait in until they are handed out.
    package func queue(step: Int) -> UInt64 { tasks[Int(steps[step].table)].queue }

    /// What a step that is a task says of its attempts.
    package func settings(ofTask step: Int) -> TaskSettings { tasks[Int(steps[step].table)].settings }

    /// How long an attempt of a step may take, milliseconds.
    package func timeout(step: Int) -> Int64 { tasks[Int(steps[step].table)].settings.timeout }

    package func name(step: Int) -> String { definition.steps[step].name }

    func index(ofStep name: UnsafeRawBufferPointer) -> Int? { names.firstIndex { $0.elementsEqual(name) } }
}

enum CompiledTransform: Sendable {
    case expression(StepExpression)
    case closure(TransformBody, [ValueReference])
}

struct CompiledSignal: Sendable {
    let name: [UInt8]
    let timeout: CompiledDuration?
}

enum CompiledDuration: Sendable {
    case fixed(Int64)
    case expression(StepExpression)
}

enum CompiledTimer: Sendable {
    case after(CompiledDuration)
    case until(StepExpression)
}

enum CompiledResult: Sendable {
    case none
    case value(ValueReference)
    case expression(StepExpression)
}
