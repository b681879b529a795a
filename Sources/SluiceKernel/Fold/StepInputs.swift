/// The values a closure is given, as borrowed JSON bytes; a skipped value reads as `null`.
///
/// Valid during the call it was passed to, and not beyond.
package struct StepInputs {
    package let values: UnsafeBufferPointer<UnsafeRawBufferPointer>

    package init(_ values: UnsafeBufferPointer<UnsafeRawBufferPointer>) { self.values = values }

    package var count: Int { values.count }

    package subscript(index: Int) -> UnsafeRawBufferPointer {
        let value = values[index]
        return value.count == 0 ? StepInputs.null : value
    }

    /// Whether the value at `index` was skipped. (A step may also produce the JSON `null` itself.)
    package func isSkipped(_ index: Int) -> Bool { values[index].count == 0 }

    nonisolated(unsafe) package static let null = bytes("null")

    /// What an event without data stands for: it happened, and there is no more to say.
    nonisolated(unsafe) package static let nothing = bytes("{}")

    /// The bytes of a literal are there as long as the program.
    private static func bytes(_ text: StaticString) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}
