/// Who a node is among those that share its log.
package struct MembershipSettings: Sendable {
    /// Another process with the same id takes this one's place.
    package var node: NodeID
    /// The release that it runs, for people.
    package var release: String
    /// Tells its sources from others: ``SourceRule/fingerprint(of:)``.
    package var sources: UInt64

    package init(node: NodeID, release: String = "", sources: UInt64 = 0) {
        self.node = node
        self.release = release
        self.sources = sources
    }
}
