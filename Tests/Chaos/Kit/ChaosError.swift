/// Why a part of a chaos run cannot go on, for people.
package struct ChaosError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
