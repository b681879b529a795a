package import SluiceKernel

/// Lets one definition stand in the place of every version of its workflow, as if it had been deployed instead.
///
/// Results of tasks come from the log, where they name steps by number: they are given to the step of the same name, if the
/// definition has it and it runs the same task. Others are left out, and counted. Instances that began before the replay keep
/// what they began with. Confined to one lane's thread.
package final class DefinitionReplacement: EventTranslation {
    /// Of a version that was replaced: the number of each step in the replacement; nil: it has none.
    private struct Numbers {
        var steps: [UInt16?]
        var names: [String]
    }

    private let definition: Definition
    private let joins: Bool
    private var numbers: [Int64: Numbers] = [:]
    /// What the last event that was replaced points to.
    private var document = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    /// Results for steps that the definition lacks, by the name of the step, in the order of their first.
    package private(set) var leftOut: [(step: String, count: Int)] = []

    /// - Parameter joins: whether the fold begins in the middle of the log: see ``MiddleStart``.
    package init(_ definition: Definition, joins: Bool = false) {
        self.definition = definition
        self.joins = joins
    }

    deinit { document.deallocate() }

    /// The document that stands in the place of a version's; nil: it is of another workflow.
    package func replace(_ sequence: Int64, _ document: [UInt8]) -> [UInt8]? {
        guard let old = DefinitionReader.read(json: document).definition, old.name == definition.name else {
            return nil
        }
        numbers[sequence] = Numbers(steps: old.steps.map { number(of: $0) }, names: old.steps.map(\.name))
        var new = definition
        // Starts may ask for a version by its number.
        new.version = old.version
        return DefinitionWriter.canonicalJSON(new)
    }

    private func number(of old: StepDefinition) -> UInt16? {
        guard case .task(let settings, _) = old.kind else { return nil }
        return definition.steps.firstIndex { step in
            guard step.name == old.name, case .task(let new, _) = step.kind else { return false }
            return new.task == settings.task
        }.map { UInt16($0) }
    }

    package func translate(_ event: Event, _ admission: Admission, in fold: PartitionFold) -> Event {
        if joins { fold.state.join(admission) }
        switch event {
        case .define(var define):
            guard let new = replace(define.sequence, Array(define.document)) else { return event }
            document.deallocate()
            document = .allocate(byteCount: new.count, alignment: 1)
            document.copyBytes(from: new)
            define.document = UnsafeRawBufferPointer(document)
            return .define(define)
        case .taskSucceeded(var result):
            guard let step = step(of: result.task, fold) else { return .clock }
            result.task.step = step
            return .taskSucceeded(result)
        case .taskFailed(var result):
            guard let step = step(of: result.task, fold) else { return .clock }
            result.task.step = step
            return .taskFailed(result)
        case .taskUnderWay(var sign):
            guard let step = step(of: sign.task, fold) else { return .clock }
            sign.task.step = step
            return .taskUnderWay(sign)
        case .started, .signaled, .command, .question, .clock, .activate, .refused: return event
        }
    }

    /// nil: the definition has no such step.
    private func step(of task: TaskReference, _ fold: PartitionFold) -> UInt16? {
        guard let instance = fold.context.host.find(task.instance), instance.pointee.incarnation == task.incarnation,
            let numbers = numbers[instance.pointee.definition], Int(task.step) < numbers.steps.count
        else { return task.step }
        if let step = numbers.steps[Int(task.step)] { return step }
        let name = numbers.names[Int(task.step)]
        if let index = leftOut.firstIndex(where: { $0.step == name }) {
            leftOut[index].count += 1
        } else {
            leftOut.append((name, 1))
        }
        return nil
    }
}
