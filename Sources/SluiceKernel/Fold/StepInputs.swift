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

    // Written once before it is first read, never freed.
    nonisolated(unsafe) package static let null: UnsafeRawBufferPointer = {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 1)
        bytes.copyBytes(from: [0x6e, 0x75, 0x6c, 0x6c])
        return UnsafeRawBufferPointer(bytes)
    }()
}
