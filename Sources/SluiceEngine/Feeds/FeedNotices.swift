/// What a feeder tells people.
struct FeedNotices {
    let failures: FailureLog?

    func madeAgain(_ topic: String, _ partition: Int, incarnation: UInt32) {
        failures?.alarm(
            "a topic that is fed from was deleted and made again; its records are taken as new ones",
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
