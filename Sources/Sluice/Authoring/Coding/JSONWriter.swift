internal import FoundationEssentials

/// Writes values as JSON with the fields of each object in the order of their keys' bytes, so that equal values are equal bytes
/// in every process.
final class JSONWriter {
    /// Owned by this writer. Behind a pointer, where no access is checked for overlap with another: that took a third of the time.
    let output = UnsafeMutablePointer<JSONOutput>.allocate(capacity: 1)
    private let types = UnsafeMutablePointer<JSONTypeCache>.allocate(capacity: 1)

    init(outerPath: [any CodingKey] = []) {
        output.initialize(to: JSONOutput(outerPath: outerPath))
        types.initialize(to: JSONTypeCache())
    }

    deinit {
        output.deinitialize(count: 1)
        output.deallocate()
        types.deinitialize(count: 1)
        types.deallocate()
    }

    /// Appends the JSON of `value` to `bytes`; nothing when it throws.
    func write<T: Encodable>(_ value: T, into bytes: inout [UInt8]) throws {
        output.pointee.reset()
        try self.value(value)
        if let misuse = output.pointee.misuse { throw output.pointee.fault(misuse) }
        bytes.append(contentsOf: output.pointee.buffer.bytes)
    }

    /// A value of any type, where the output stands.
    func value<T: Encodable>(_ value: T) throws {
        switch types.pointee.kind(of: T.self) {
        case .plain: try composed(value)
        case .set: try composed(value, grouping: 1)
        case .pairs: try composed(value, grouping: 2)
        case .bool: write(unsafeBitCast(value, to: Bool.self))
        case .int: write(unsafeBitCast(value, to: Int.self))
        case .string: write(unsafeBitCast(value, to: String.self))
        case .double: try write(unsafeBitCast(value, to: Double.self))
        case .ints: list(unsafeBitCast(value, to: [Int].self)) { write($0) }
        case .strings: list(unsafeBitCast(value, to: [String].self)) { write($0) }
        case .doubles: try list(unsafeBitCast(value, to: [Double].self)) { try write($0) }
        case .raw, .date, .data, .url, .decimal: try special(value)
        }
    }

    private func composed<T: Encodable>(_ value: T, grouping: Int = 0) throws {
        let depth = try output.pointee.openFrame(grouping: grouping)
        try value.encode(to: JSONSlotEncoder(writer: self, depth: depth))
        guard output.pointee.frames.count == depth + 1, output.pointee.frames[depth].kind != .empty else {
            throw output.pointee.fault("\(T.self) wrote nothing")
        }
        try output.pointee.endFrame()
    }

    private func special<T: Encodable>(_ value: T) throws {
        switch value {
        case let raw as RawJSON:
            do {
                try JSONCoding.check(raw.bytes)
            } catch {
                throw output.pointee.fault("\(error)")
            }
            raw.bytes.withUnsafeBufferPointer { output.pointee.buffer.append($0) }
        case let date as Date:
            guard let text = JSONDate.text(date) else {
                throw output.pointee.fault("\(date) is beyond the years 0 to 9999")
            }
            write(text)
        case let data as Data: write(data.base64EncodedString())
        case let url as URL: write(url.absoluteString)
        case let decimal as Decimal:
            guard decimal.isFinite else { throw output.pointee.fault("\(decimal) is no number of JSON") }
            output.pointee.write(number: decimal.description)
        default: try composed(value)
        }
    }

    private func list<Element>(_ elements: [Element], _ write: (Element) throws -> Void) rethrows {
        output.pointee.buffer.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { output.pointee.buffer.append(UInt8(ascii: ",")) }
            try write(element)
        }
        output.pointee.buffer.append(UInt8(ascii: "]"))
    }

    // MARK: For the containers

    func writeNull() { output.pointee.writeNull() }
    func write(_ value: Bool) { output.pointee.write(value) }
    func write(_ value: String) { output.pointee.buffer.append(quoted: value) }
    func write(_ value: Int) { output.pointee.buffer.append(integer: value) }
    func write<T: FixedWidthInteger>(integer value: T) { output.pointee.write(integer: value) }
    func write(_ value: Double) throws { try output.pointee.write(value) }
    func write(_ value: Float) throws { try output.pointee.write(value) }

    func path(to depth: Int) -> [any CodingKey] { output.pointee.path(to: depth) }

    func elements(_ depth: Int) -> Int {
        depth < output.pointee.frames.count ? Int(output.pointee.frames[depth].count) : 0
    }

    /// A writer for the field or element just begun, which is filled at any time until the frame ends.
    func child(_ depth: Int) -> JSONWriter {
        let child = JSONWriter(outerPath: path(to: depth + 1))
        child.output.pointee.frames.append(JSONOutput.Frame(start: 0, firstEntry: 0, firstChild: 0))
        output.pointee.adopt(child, depth)
        return child
    }

    /// Ends a child's only value.
    func finish() throws {
        if output.pointee.frames.count == 1 && output.pointee.frames[0].kind == .empty { output.pointee.openObject(0) }
        guard output.pointee.frames.count == 1 else { throw output.pointee.fault("a nested container was left open") }
        try output.pointee.endFrame()
        if let misuse = output.pointee.misuse { throw output.pointee.fault(misuse) }
    }
}
