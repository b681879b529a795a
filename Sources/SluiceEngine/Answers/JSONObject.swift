import SluiceExpressions

/// Builds one JSON object, member by member, in the order of the calls.
package struct JSONObject: ~Copyable {
    package private(set) var bytes: [UInt8] = []
    private var isEmpty = true

    package init() { bytes.append(UInt8(ascii: "{")) }

    package mutating func member(_ name: StaticString) {
        withUnsafeTemporaryAllocation(byteCount: name.utf8CodeUnitCount + 4, alignment: 1) { text in
            var start = 0
            if !isEmpty {
                text[0] = UInt8(ascii: ",")
                start = 1
            }
            text[start] = UInt8(ascii: "\"")
            let end = start + 1 + name.utf8CodeUnitCount
            text[(start + 1)..<end].copyBytes(
                from: UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
            text[end] = UInt8(ascii: "\"")
            text[end + 1] = UInt8(ascii: ":")
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[..<(end + 2)]))
        }
        isEmpty = false
    }

    package mutating func string(_ name: StaticString, _ value: [UInt8]) {
        member(name)
        JSONWriter.string(value, into: &bytes)
    }

    package mutating func string(_ name: StaticString, _ value: String) {
        member(name)
        JSONWriter.string(value, into: &bytes)
    }

    package mutating func int(_ name: StaticString, _ value: Int64) {
        member(name)
        JSONWriter.int(value, into: &bytes)
    }

    package mutating func bool(_ name: StaticString, _ value: Bool) {
        member(name)
        JSONWriter.bool(value, into: &bytes)
    }

    /// Milliseconds since 1970, as RFC 3339 text.
    package mutating func time(_ name: StaticString, _ milliseconds: Int64) {
        member(name)
        bytes.append(UInt8(ascii: "\""))
        TimeText.append(milliseconds: milliseconds, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Members as they are: one or more, with commas between them.
    package mutating func members(_ text: [UInt8]) {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        bytes.append(contentsOf: text)
        isEmpty = false
    }

    /// A value that is JSON already.
    package mutating func json(_ name: StaticString, _ value: [UInt8]) {
        member(name)
        bytes.append(contentsOf: value)
    }

    /// Lets `write` append a value.
    package mutating func value(_ name: StaticString, _ write: (inout [UInt8]) -> Void) {
        member(name)
        write(&bytes)
    }

    package consuming func finish() -> [UInt8] {
        bytes.append(0x7d)
        return bytes
    }
}
