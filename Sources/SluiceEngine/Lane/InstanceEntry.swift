package import SluiceKernel

/// A place in the instance table: the live instance, and what the store and its indexes hold of it.
package struct InstanceEntry {
    /// First, so that a pointer to the instance is a pointer to its entry.
    package var instance = Instance()
    var hash: UInt64 = 0
    /// False: the instance was removed, and the entry stays until a checkpoint has deleted its cells.
    var isLive = true
    /// Changed since the last freeze.
    var isDirty = false
    /// Part of the checkpoint that is being committed.
    var isFrozen = false
    /// Used since the eviction hand last came by.
    var isReferenced = true
    /// No checkpoint has written this life of the instance: values with cells of their own are all due.
    var isNew = false
    var stored = StoredShape()
    /// What the table counts for it.
    var footprint = 0

    /// Takes another instance in. What the one before had allocated stays for it.
    mutating func reuse(hash: UInt64) {
        self.hash = hash
        isLive = true
        isDirty = false
        isFrozen = false
        isReferenced = true
        isNew = false
        stored.exists = false
        stored.cellHash = StateHash()
        if !stored.timers.isEmpty { stored.timers = [] }
        if !stored.tasks.isEmpty { stored.tasks = [] }
        footprint = 0
    }
}

/// What the last freeze wrote of an instance: the next one writes the difference.
struct StoredShape {
    var exists = false
    var cellHash = StateHash()
    var timers: [InstanceTimer] = []
    var tasks: [DerivedIndex.PendingTask] = []
}
