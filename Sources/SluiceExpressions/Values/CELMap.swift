/// A map of the expression language: entries in the order in which they were put in.
package struct CELMap: Equatable, Sendable {
    /// One key and its value.
    package struct Entry: Equatable, Sendable {
        package var key: CELValue
        package var value: CELValue

        package init(key: CELValue, value: CELValue) {
            self.key = key
            self.value = value
        }
    }

    /// The entries. Keys are bool, int, uint or string, and the host sees to it that none comes twice.
    package var entries: [Entry]

    package init(_ entries: [Entry] = []) {
        self.entries = entries
    }

    /// A map with text keys.
    package init(_ members: [(String, CELValue)]) {
        entries = members.map { Entry(key: .text($0.0), value: $0.1) }
    }
}
