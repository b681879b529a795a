package import SluiceEngine
package import SluiceKernel

/// What a node of a world is made of.
package struct NodePlan {
    package var slots: [Int]
    package var registry: DefinitionRegistry
    package var tasks: [(name: String, script: TaskScript)]
    package var laneSettings: LaneSettings
    package var checker: FoldCheckerFactory?
    /// Transitions to set aside.
    package var crash = CrashWatch()
    package var failures: FailureLog?
    /// Milliseconds until a lane that was lost opens its slot again.
    package var reopenAfter: Int64 = 50

    package init(
        slots: [Int], registry: DefinitionRegistry = DefinitionRegistry(),
        tasks: [(name: String, script: TaskScript)] = [], laneSettings: LaneSettings = LaneSettings(),
        checker: FoldCheckerFactory? = nil
    ) {
        self.slots = slots
        self.registry = registry
        self.tasks = tasks
        self.laneSettings = laneSettings
        self.checker = checker
    }
}
