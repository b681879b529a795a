/// What a feeder tells people.
struct FeedNotices {
    let failures: FailureLog?

    /// - Parameter whileRead: whether somebody read it meanwhile, who may not have noticed at once.
    func madeAgain(_ topic: String, _ partition: Int, incarnation: UInt32, whileRead: Bool) {
        let doubled = whileRead ? ", those that were read within the last second perhaps twice" : ""
        failures?.alarm(
            "a topic that is fed from was deleted and made again: its records are taken as new ones\(doubled), and what was not fed "
                + "of the old one is lost; delete a source only when its lag is 0",
            [("topic", topic), ("partition", "\(partition)"), ("incarnation", "\(incarnation)")])
    }

    func lost(_ topic: String, _ partition: Int, _ offsets: Range<Int64>) {
        failures?.alarm(
            "records were deleted before they were fed; keep them longer than nodes are away",
            [
                ("topic", topic), ("partition", "\(partition)"), ("from", "\(offsets.lowerBound)"),
                ("to", "\(offsets.upperBound - 1)"),
            ])
    }
}
