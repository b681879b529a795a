import OrderWorkflow

/// A line of `orders outcomes --json`.
struct Outcome: Decodable {
    struct Ended: Decodable {
        var instance: String
        var status: String
        var result: Receipt?
    }

    var id: String
    var outcome: Ended
}
