/// What a variable stands for during one evaluation.
package enum Binding {
    /// Absent: reads as `null`; `has(steps.x)` on a member of a namespace is false.
    case null
    /// One JSON document, borrowed: the bytes must stay valid and unchanged during the call. They are neither copied
    /// nor parsed; members are found where they lie. Bind only what ``JSON/validate(_:)-(UnsafeRawBufferPointer)``
    /// accepted: other bytes give an error or a wrong value, never a crash.
    case json(UnsafeRawBufferPointer)
    /// A value that the host built.
    case value(CELValue)
}
