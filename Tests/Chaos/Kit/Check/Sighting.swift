import Foundation

/// What a reader of committed records saw of an instance.
package struct Sighting: Sendable {
    package enum Place: String, Sendable {
        case outcome, record
        case deadLetter = "dead letter"
    }

    package var place: Place
    /// Key of the record.
    package var key: String
    /// Its header `ce_id`; empty: it has none.
    package var id: String
    package var value: [UInt8]
    /// Of a dead letter: why.
    package var reason = ""

    package init(_ place: Place, key: String, id: String, value: [UInt8]) {
        self.place = place
        self.key = key
        self.id = id
        self.value = value
    }

    /// JSON of an outcome, as far as it is looked at.
    struct Outcome: Decodable {
        var instance: String
        var workflow: String
        var status: String
        var result: Content?
    }

    /// The result of an instance, and what its record holds.
    struct Content: Decodable, Equatable {
        var number: Int
        var token: String?
        var text: String?
        var square: Int?
    }

    func decoded<Value: Decodable>(as type: Value.Type) -> Value? {
        try? JSONDecoder().decode(type, from: Data(value))
    }
}
