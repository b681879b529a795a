internal import SluiceKernel

extension StepInputs {
    func read<T: Decodable>(_ index: Int, as type: T.Type = T.self) throws(TaskFailure) -> T {
        do {
            return try JSONCoding.decode(T.self, from: self[index])
        } catch {
            throw TaskFailure(input: index, of: "\(T.self)", error)
        }
    }

    func read<T>(_ index: Int, with read: (UnsafeRawBufferPointer) throws -> T) throws(TaskFailure) -> T {
        do {
            return try read(self[index])
        } catch {
            throw TaskFailure(input: index, of: "\(T.self)", error)
        }
    }

    /// Takes the inputs one after another.
    func next<T: Decodable>(_ index: inout Int, as type: T.Type) throws(TaskFailure) -> T {
        defer { index += 1 }
        return try read(index)
    }
}

extension [[UInt8]] {
    func read<T: Decodable>(_ index: Int, as type: T.Type = T.self) throws(TaskFailure) -> T {
        do {
            return try self[index].withUnsafeBytes { try JSONCoding.decode(T.self, from: $0) }
        } catch {
            throw TaskFailure(input: index, of: "\(T.self)", error)
        }
    }

    func next<T: Decodable>(_ index: inout Int, as type: T.Type) throws(TaskFailure) -> T {
        defer { index += 1 }
        return try read(index)
    }
}

extension TaskFailure {
    fileprivate init(input index: Int, of type: String, _ error: any Error) {
        self.init(
            type: TaskFailure.inputType,
            message: "input \(index + 1) is no \(TaskFailure.wrapped(type)): \(JSONCoding.describe(error))",
            isNonRetriable: true)
    }

    /// The type of an input that may be absent: what is there and does not fit was to be one of these.
    private static func wrapped(_ type: String) -> Substring {
        type.hasPrefix("Optional<") ? type.dropFirst("Optional<".count).dropLast() : type[...]
    }
}
