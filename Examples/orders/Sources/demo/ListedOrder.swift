/// A line of `orders list --json`.
struct ListedOrder: Decodable {
    var instance: String
    var status: String
}
