internal import SluiceKernel

/// What a step gives, while the graph is drawn: pass it to another call and the two steps are connected.
///
/// `Value<T?>` may be absent when an instance runs: the step was skipped, or gave `nil`; a closure cannot tell the two apart and
/// need not. In JSON both are `null`.
///
/// A value exists only while the body of a ``Workflow`` runs. It is not `Sendable`, on purpose: using one inside a task's
/// closure is a compile-time error. The closure gets what the value stands for as its parameter.
@dynamicMemberLookup
public struct Value<T: Codable & Sendable> {
    let source: Source
    /// Reads this value out of the source's JSON, when it is a field of it.
    let read: (@Sendable (UnsafeRawBufferPointer) throws -> T)?

    init(_ source: Source, read: (@Sendable (UnsafeRawBufferPointer) throws -> T)? = nil) {
        self.source = source
        self.read = read
    }

    /// The same value for a step that also runs without it: its closure takes a `T?`.
    ///
    /// Needed for the value of a step with `onFailure: .skip`, and to pass a sure value where a skippable one is expected.
    public var orSkipped: Value<T?> {
        guard let read else { return Value<T?>(source) }
        return Value<T?>(source) { json in try read(json) }
    }

    /// This value as the argument of a step whose closure takes a `T`.
    var input: StepArgument {
        var argument = StepArgument(source: source, acceptsAbsence: T.self is any AnyOptional.Type)
        if let read {
            argument.project = { inputs, output in
                let field: T = try inputs.read(0, with: read)
                try output.write(field)
            }
        }
        return argument
    }
}

@available(*, unavailable)
extension Value: Sendable {}
