import SluiceExpressions

/// Small pieces of JSON.
enum JSONText {
    static func strings(_ texts: [String], into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (index, text) in texts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONWriter.string(text, into: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }
}

extension JSONText {
    /// A list of numbers.
    static func numbers(_ values: [Int], into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONWriter.int(Int64(value), into: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// An object of counts.
    static func numbers(_ values: [(name: String, value: UInt64)], into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (index, (name, value)) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONWriter.string(name, into: &bytes)
            bytes.append(UInt8(ascii: ":"))
            JSONWriter.uint(value, into: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }
}
