/// A value while an expression runs: sixteen bytes without any reference to count.
///
/// Text and bytes point into the document, the program's constants or the evaluation's arena; lists and maps into the
/// arena or the constants; JSON arrays and objects are the place where they begin. An operand is therefore only valid
/// during the evaluation that made it.
struct Operand {
    enum Tag: UInt8 {
        case null, bool, int, uint, double, string, bytes, list, map, timestamp, duration, type
        /// A JSON array or object in a document: `a` points to its bracket, `b` counts the bytes to the document's end.
        case jsonArray, jsonObject
        /// Evaluation failed; the evaluator's ``Failure`` says why. `||` and `&&` may absorb it.
        case failure
        /// Evaluation must end: the budget is spent or a document is broken.
        case abort
    }

    /// The scalar's bits, or the pointer's.
    var a: UInt64
    /// A count, or the nanoseconds within a timestamp's second.
    var b: UInt32
    var tag: Tag
    /// Of a string: its bytes stand between quotes in a JSON document, without escapes.
    var isPlain: Bool

    @inline(__always)
    init(_ tag: Tag, _ a: UInt64 = 0, _ b: UInt32 = 0, isPlain: Bool = false) {
        self.a = a
        self.b = b
        self.tag = tag
        self.isPlain = isPlain
    }

    static let null = Operand(.null)
    static let failure = Operand(.failure)
    static let abort = Operand(.abort)

    @inline(__always)
    static func bool(_ value: Bool) -> Operand { Operand(.bool, value ? 1 : 0) }

    @inline(__always)
    static func int(_ value: Int64) -> Operand { Operand(.int, UInt64(bitPattern: value)) }

    @inline(__always)
    static func uint(_ value: UInt64) -> Operand { Operand(.uint, value) }

    @inline(__always)
    static func double(_ value: Double) -> Operand { Operand(.double, value.bitPattern) }

    static func timestamp(_ value: CELTimestamp) -> Operand {
        Operand(.timestamp, UInt64(bitPattern: value.seconds), value.nanoseconds)
    }

    static func duration(_ value: CELDuration) -> Operand {
        Operand(.duration, UInt64(bitPattern: value.nanoseconds))
    }

    static func type(_ name: CELTypeName) -> Operand { Operand(.type, UInt64(name.rawValue)) }

    /// Text or bytes. The memory must outlive the operand.
    @inline(__always)
    static func text(_ tag: Tag, _ text: UnsafeBufferPointer<UInt8>, isPlain: Bool = false) -> Operand {
        Operand(tag, address(text.baseAddress), UInt32(truncatingIfNeeded: text.count), isPlain: isPlain)
    }

    static func list(_ elements: UnsafeBufferPointer<Operand>) -> Operand {
        Operand(.list, address(elements.baseAddress), UInt32(truncatingIfNeeded: elements.count))
    }

    static func map(_ table: UnsafePointer<MapTable>) -> Operand {
        Operand(.map, UInt64(UInt(bitPattern: table)))
    }

    @inline(__always)
    private static func address<T>(_ pointer: UnsafePointer<T>?) -> UInt64 { UInt64(UInt(bitPattern: pointer)) }
}

extension Operand {
    /// Whether evaluation of what this is part of must not go on as if it were a value.
    @inline(__always)
    var isFailure: Bool { tag.rawValue >= Tag.failure.rawValue }

    @inline(__always)
    var isTrue: Bool { a != 0 }

    @inline(__always)
    var int: Int64 { Int64(bitPattern: a) }

    @inline(__always)
    var double: Double { Double(bitPattern: a) }

    var timestamp: CELTimestamp { CELTimestamp(unchecked: int, nanoseconds: b) }

    var duration: CELDuration { CELDuration(nanoseconds: int) }

    /// The bytes of a string or of bytes.
    @inline(__always)
    var text: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: UnsafePointer(bitPattern: UInt(a)), count: Int(b))
    }

    var elements: UnsafeBufferPointer<Operand> {
        UnsafeBufferPointer(start: UnsafePointer(bitPattern: UInt(a)), count: Int(b))
    }

    var map: UnsafePointer<MapTable> {
        UnsafePointer(bitPattern: UInt(a)).unsafelyUnwrapped
    }

    /// A cursor at the bracket of a JSON array or object.
    @inline(__always)
    var cursor: JSONCursor {
        let start = UnsafePointer<UInt8>(bitPattern: UInt(a)).unsafelyUnwrapped
        return JSONCursor(start, end: start + Int(b))
    }

    /// The type that a type value stands for.
    var namedType: CELTypeName { CELTypeName(rawValue: UInt8(truncatingIfNeeded: a)) ?? .type }

    /// The type that `type(x)` tells.
    var typeName: CELTypeName {
        switch tag {
        case .null, .failure, .abort: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list, .jsonArray: .list
        case .map, .jsonObject: .map
        case .timestamp: .timestamp
        case .duration: .duration
        case .type: .type
        }
    }
}
