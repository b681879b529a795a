/// A definition together with the Swift code that it refers to, as a node registers it.
package struct Registration: Sendable {
    package var definition: Definition
    /// Closures of `transform` steps, by step name.
    package var transforms: [String: TransformBody]
    /// Closures of `task` steps, by task name.
    package var tasks: [String: TaskOffer]

    package init(
        definition: Definition, transforms: [String: TransformBody] = [:], tasks: [String: TaskOffer] = [:]
    ) {
        self.definition = definition
        self.transforms = transforms
        self.tasks = tasks
    }
}

/// A body that a node offers under a task name.
package struct TaskOffer: Sendable {
    package var body: TaskBody
    /// How many attempts may run at once on this node.
    package var concurrency: Int

    package init(body: TaskBody, concurrency: Int = 64) {
        self.body = body
        self.concurrency = concurrency
    }
}
