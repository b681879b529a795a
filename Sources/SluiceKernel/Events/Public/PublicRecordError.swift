/// Why a record of another client is no event: what is wrong, and what it takes.
package struct PublicRecordError: Error, Equatable, CustomStringConvertible {
    package let message: String

    init(_ message: String) { self.message = message }

    package var description: String { message }
}
