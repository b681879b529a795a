/// What a `publish` step needs beside its edges.
struct CompiledPublish: Sendable {
    let topic: String
    let delivery: PublishDelivery
    /// `ce_type`.
    let type: String
    /// nil: the instance id.
    let key: StepExpression?
    let input: CompiledInput
    let headers: [(name: String, value: StepExpression)]
}
