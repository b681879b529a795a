/// What the fold needs of whoever runs it: the cells it changes, and where its effects go.
///
/// The fold calls it in an order that follows from the events alone. Pointers to instances stay valid until the
/// instance is removed or the call that applies one record returns.
package protocol FoldHost: AnyObject {
    // MARK: state

    /// The live instance with this id, loaded if need be. nil: there is none.
    func find(_ id: UnsafeRawBufferPointer) -> UnsafeMutablePointer<Instance>?
    /// The new instance; there is none with this id.
    func insert(_ start: InstanceStart) -> UnsafeMutablePointer<Instance>
    /// The instance was, or is about to be, changed.
    func changed(_ instance: UnsafeMutablePointer<Instance>)
    /// Deletes all cells of an instance whose retention has passed.
    func remove(_ instance: UnsafeMutablePointer<Instance>)
    func earlySignals(_ id: UnsafeRawBufferPointer) -> EarlySignals?
    func setEarlySignals(_ id: UnsafeRawBufferPointer, _ signals: EarlySignals?)
    func putHistory(_ instance: UnsafeMutablePointer<Instance>, block: UInt32, _ bytes: [UInt8])
    func dropHistory(_ instance: UnsafeMutablePointer<Instance>, block: UInt32)
    func putDefinition(_ sequence: Int64, document: UnsafeRawBufferPointer)
    /// The compiled definition, or nil when this node lacks what it needs (its Swift closures): then it must give the
    /// slot up, since another node may fold on.
    func program(_ sequence: Int64) -> GraphProgram?
    /// Compiles a document that was just defined. Throws when no node could: the event is rejected.
    func learn(_ sequence: Int64, document: UnsafeRawBufferPointer) throws -> (name: String, version: UInt32)

    // MARK: indexes and effects

    /// An attempt is due to run.
    func taskReady(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int)
    /// The attempt settled or is no longer wanted; if it runs, it should be told to stop.
    func taskGone(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int, cancel: Bool)
    func timerSet(_ id: UnsafeRawBufferPointer, _ timer: InstanceTimer)
    func timerCleared(_ id: UnsafeRawBufferPointer, _ timer: InstanceTimer)
    /// The instance has ended: its outcome is due with the checkpoint.
    func ended(_ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram)
    /// An attempt, a step, or the result of the instance (`step` is nil) failed, and why: for people. Told again when the same event is folded again.
    func failed(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, step: Int?, _ failure: TaskFailure,
        _ consequence: FailureConsequence)
    func deadLetter(_ reason: String, _ event: Event)
    /// An event for an instance of another partition: entry `number` of the channel from here to there.
    func send(_ event: Event, to partition: UInt32, number: UInt64)
    /// A step gives a record out: with the checkpoint, or at once.
    func publish(_ record: PublishedRecord)
    func answer(_ address: ReplyAddress, _ answer: Answer)
}

/// What an asker is told.
package enum Answer {
    /// The instance as it stands now.
    case instance(UnsafeMutablePointer<Instance>, GraphProgram)
    case history(UnsafeMutablePointer<Instance>, GraphProgram, from: UInt32)
    case list(ListQuery)
    case definitions([PartitionState.KnownDefinition])
    /// There is no instance with this id.
    case notFound(UnsafeRawBufferPointer)
    case rejected(String)
}
