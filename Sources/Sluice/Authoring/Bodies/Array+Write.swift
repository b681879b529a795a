internal import SluiceKernel

extension [UInt8] {
    mutating func write<T: Encodable>(_ value: T) throws(TaskFailure) {
        do {
            try JSONCoding.encode(value, into: &self)
        } catch {
            throw TaskFailure(
                type: TaskFailure.outputType,
                message: "the result, a \(T.self), has no JSON: \(JSONCoding.describe(error))",
                isNonRetriable: true)
        }
    }

    mutating func writeNull() { append(contentsOf: [0x6e, 0x75, 0x6c, 0x6c]) }

    static func written<T: Encodable>(_ value: T) throws(TaskFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        try bytes.write(value)
        return bytes
    }
}
