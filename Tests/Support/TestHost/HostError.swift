/// Why a test's node did not do what was asked.
package struct HostError: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
