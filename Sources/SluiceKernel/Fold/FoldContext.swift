import SluiceExpressions

/// What one application of an event carries along, and buffers that are kept between them. Confined to its lane's thread, so
/// accesses need no check at run time.
package final class FoldContext {
    package let host: any FoldHost
    /// The partition's clock, milliseconds since 1970.
    @exclusivity(unchecked) package var clock: Int64 = 0
    /// Position of the record being folded.
    @exclusivity(unchecked) package var offset: Int64 = 0
    /// When the event happened, microseconds since 1970: its producer's time if it said one, else the clock.
    @exclusivity(unchecked) package var time: Int64 = 0
    /// Of the partition's limits.
    @exclusivity(unchecked) var largestValue = Int.max
    /// Steps to look at: something they depend on has settled.
    @exclusivity(unchecked) var worklist: [UInt16] = []
    /// Where a closure's or an expression's value is built before it enters the arena.
    @exclusivity(unchecked) var output: [UInt8] = []
    @exclusivity(unchecked) var pointers: [UnsafeRawBufferPointer] = []
    @exclusivity(unchecked) var bindings: [Binding] = []

    package init(host: any FoldHost) {
        self.host = host
        worklist.reserveCapacity(64)
        pointers.reserveCapacity(16)
    }

    func record(
        _ kind: HistoryKind, step: Int? = nil, attempt: UInt16 = 0, of instance: UnsafeMutablePointer<Instance>,
        _ program: GraphProgram
    ) {
        guard program.settings.keepsHistory else { return }
        let full = instance.pointee.history.append(
            kind, step: step.map { UInt16($0) }, attempt: attempt, time: clock, offset: offset)
        guard let full else { return }
        host.putHistory(instance, block: full.number, full.bytes)
        let kept = max(1, program.settings.historyLimit / History.blockEntries)
        if full.number >= kept { host.dropHistory(instance, block: full.number - kept) }
    }
}
