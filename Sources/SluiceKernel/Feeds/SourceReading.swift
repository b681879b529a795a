import SluiceExpressions

/// One record of a source as expressions read it; what it takes to read a part is done when one is asked for it.
struct SourceReading {
    private let record: FedRecord
    private var isChecked = false
    private var bindings: [Binding] = []

    init(_ record: FedRecord) { self.record = record }

    mutating func holds(_ condition: SourceExpression) throws(SourceRefusal) -> Bool {
        try evaluate(condition) { bindings throws(EvaluationError) in
            try condition.expression.evaluateBool(bindings)
        }
    }

    mutating func json(_ data: SourceExpression) throws(SourceRefusal) -> [UInt8] {
        try evaluate(data) { bindings throws(EvaluationError) in
            var bytes: [UInt8] = []
            try data.expression.evaluateJSON(bindings, into: &bytes)
            return bytes
        }
    }

    /// Text as it is, a whole number as text.
    mutating func text(_ id: SourceExpression) throws(SourceRefusal) -> [UInt8] {
        let value = try evaluate(id) { bindings throws(EvaluationError) in try id.expression.evaluate(bindings) }
        var text: [UInt8] = []
        switch value {
        case .string(let bytes): text = bytes
        case .int(let number): JSONWriter.int(number, into: &text)
        case .uint(let number): JSONWriter.uint(number, into: &text)
        default:
            throw SourceRefusal(
                "\(SourceReading.shown(id)): the instance id is \(value); expected text or a whole number")
        }
        return text
    }

    /// The record's value, which is JSON.
    mutating func wholeValue() throws(SourceRefusal) -> [UInt8] {
        guard let value = record.value else { return Array("null".utf8) }
        try checkValue(value)
        return Array(value)
    }

    private mutating func checkValue(_ value: UnsafeRawBufferPointer) throws(SourceRefusal) {
        if isChecked || value.isEmpty { return }
        do throws(JSONError) { try JSON.validate(value) } catch {
            throw SourceRefusal("the value is not JSON: \(error)")
        }
        isChecked = true
    }

    private mutating func evaluate<Result>(
        _ expression: SourceExpression,
        _ body: (UnsafeBufferPointer<Binding>) throws(EvaluationError) -> Result
    ) throws(SourceRefusal) -> Result {
        bindings.removeAll(keepingCapacity: true)
        for name in expression.names { bindings.append(try binding(name)) }
        let result: Swift.Result<Result, EvaluationError> = bindings.withUnsafeBufferPointer { bindings in
            do throws(EvaluationError) { return .success(try body(bindings)) } catch { return .failure(error) }
        }
        switch result {
        case .success(let value): return value
        case .failure(let error): throw SourceRefusal("\(SourceReading.shown(expression)): \(error)")
        }
    }

    private mutating func binding(_ name: SourceExpression.Name) throws(SourceRefusal) -> Binding {
        switch name {
        case .key:
            if record.key.isEmpty { return .null }
            guard String(validating: record.key, as: UTF8.self) != nil else {
                throw SourceRefusal("the key is not UTF-8")
            }
            return .value(.string(Array(record.key)))
        case .value:
            guard let value = record.value else { return .null }
            try checkValue(value)
            return value.isEmpty ? .value(.map(CELMap([CELMap.Entry]()))) : .json(value)
        case .headers: return .value(.map(try headers()))
        case .topic: return .value(.text(record.topic))
        case .partition: return .value(.int(Int64(record.partition)))
        case .offset: return .value(.int(record.offset))
        case .timestamp:
            return CELTimestamp(milliseconds: record.time).map { .value(.timestamp($0)) } ?? .null
        }
    }

    /// Of headers with one name the first counts.
    private func headers() throws(SourceRefusal) -> CELMap {
        var entries: [CELMap.Entry] = []
        if record.headers.isEmpty { return CELMap(entries) }
        do throws(CodecError) {
            var reader = ByteReader(record.headers)
            for _ in 0..<(try reader.length()) {
                let key = CELValue.text(String(decoding: try reader.block(), as: UTF8.self))
                let value = CELValue.text(String(decoding: try reader.block(), as: UTF8.self))
                if !entries.contains(where: { $0.key == key }) { entries.append(CELMap.Entry(key: key, value: value)) }
            }
        } catch {
            throw SourceRefusal("the headers cannot be read: \(error)")
        }
        return CELMap(entries)
    }

    /// The expression as messages show it.
    private static func shown(_ expression: SourceExpression) -> String {
        let source = Array(expression.source.utf8)
        let text = InstanceExtras.text(source, 120)
        return String(decoding: text, as: UTF8.self) + (source.count > 120 ? "…" : "")
    }
}
