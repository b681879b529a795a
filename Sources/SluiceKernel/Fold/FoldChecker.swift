/// Stands between a fold and its host, and sees every application: for tests. A fold without one pays a comparison with nil.
package protocol FoldChecker: FoldHost {
    /// An entry is to be applied: `apply` does it, once.
    func checking(
        _ event: Event, _ admission: Admission, in fold: PartitionFold, apply: () -> Disposition
    ) -> Disposition
    /// A timer is to fire: `fire` does it, once.
    func checking(
        _ timer: InstanceTimer, of id: UnsafeRawBufferPointer, in fold: PartitionFold, fire: () -> Disposition
    ) -> Disposition
}

/// Makes the checker of a fold whose host is given. The host outlives it.
package typealias FoldCheckerFactory = (_ host: any FoldHost) -> any FoldChecker
