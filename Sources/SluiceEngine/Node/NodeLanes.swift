/// The threads that run the lanes of a node, by slot, as its membership commands them.
final class NodeLanes: SlotLanes, Sendable {
    private let runners: [LaneRunner]

    init(_ runners: [LaneRunner]) { self.runners = runners }

    func open(_ slot: Int, settingAside transitions: Set<TransitionID>) {
        runners[slot].open(settingAside: transitions)
    }

    func release(_ slot: Int) { runners[slot].release() }
    func drop(_ slot: Int) { runners[slot].drop() }
    func report(_ slot: Int) -> SlotReport { runners[slot].slotReport }
}
