package import SluiceEngine
package import SluiceKernel

/// What a node of a world is made of.
package struct NodePlan {
    /// What it holds whatever happens; of no account where it shares all slots with others.
    package var slots: [Int]
    /// Who it is among those that share the slots; nil: it shares none.
    package var membership: MembershipSettings?
    package var registry: DefinitionRegistry
    package var tasks: [(name: String, script: TaskScript)]
    package var laneSettings: LaneSettings
    package var checker: FoldCheckerFactory?
    /// Transitions to set aside.
    package var crash = CrashWatch()
    /// What its process died of.
    package var marks: [TransitionMark] = []
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
