/// How much more may be fed now.
struct FeedRoom {
    var entries: Int
    var bytes: Int

    var isLeft: Bool { entries > 0 && bytes > 0 }
}
