/// A key of a mapping and what it holds.
package struct DocumentEntry: Equatable, Sendable {
    package var key: String
    package var keyPlace: FilePlace
    package var value: DocumentNode

    package init(key: String, keyPlace: FilePlace, value: DocumentNode) {
        self.key = key
        self.keyPlace = keyPlace
        self.value = value
    }
}
