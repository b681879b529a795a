/// A definition together with the Swift code that it refers to, as a node registers it.
package struct Registration: Sendable {
    package var definition: Definition
    /// Closures of `transform` steps, by step name.
    package var transforms: [String: TransformBody]
    /// Closures of `task` steps, by task name.
    package var tasks: [String: TaskOffer]
    /// Where the workflow was written, such as `Shop/Checkout.swift:14`.
    package var place: String?

    package init(
        definition: Definition, transforms: [String: TransformBody] = [:], tasks: [String: TaskOffer] = [:],
        place: String? = nil
    ) {
        self.definition = definition
        self.transforms = transforms
        self.tasks = tasks
        self.place = place
    }
}

/// A body that a node offers under a task name.
package struct TaskOffer: Sendable {
    package var body: TaskBody
    /// How many attempts may run at once on this node.
    package var concurrency: Int
    /// Where the body was written: two bodies of one name are told apart by it.
    package var place: String?

    package init(body: TaskBody, concurrency: Int = 64, place: String? = nil) {
        self.body = body
        self.concurrency = concurrency
        self.place = place
    }
}
