import SluiceExpressions

/// Reads members of a validated JSON object by name.
struct JSONView: Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func raw(_ name: String) -> [UInt8]? {
        guard let range = try? JSON.member(name, in: bytes) else { return nil }
        return Array(bytes[range])
    }

    func object(_ name: String) -> JSONView? { raw(name).map { JSONView($0) } }

    /// The text of a string, as bytes.
    func string(_ name: String) -> [UInt8]? { raw(name).flatMap { try? JSON.string($0) } }

    func text(_ name: String) -> String? { string(name).map { String(decoding: $0, as: UTF8.self) } }

    func int(_ name: String) -> Int64? {
        guard let raw = raw(name), case .int(let value)? = try? JSON.number(raw) else { return nil }
        return value
    }

    func bool(_ name: String) -> Bool { raw(name).map { $0.elementsEqual("true".utf8) } ?? false }

    /// The elements of a list member; of another kind: none.
    func list(_ name: String) -> [JSONView] { raw(name).map { JSONView.elements($0) } ?? [] }

    /// The texts of a list of strings.
    func texts(_ name: String) -> [String] {
        list(name).compactMap { (try? JSON.string($0.bytes)).map { String(decoding: $0, as: UTF8.self) } }
    }

    /// The numbers of a list of whole numbers.
    func ints(_ name: String) -> [Int] {
        list(name).compactMap { element in
            guard case .int(let value)? = try? JSON.number(element.bytes) else { return nil }
            return Int(value)
        }
    }

    static func elements(_ bytes: [UInt8]) -> [JSONView] {
        bytes.withUnsafeBytes { bytes in
            var views: [JSONView] = []
            guard var elements = try? JSONElements(bytes) else { return [] }
            while let range = try? elements.next() { views.append(JSONView(Array(bytes[range]))) }
            return views
        }
    }

    /// Members in the order of the object: name and value.
    var members: [(name: String, value: [UInt8])] {
        bytes.withUnsafeBytes { bytes in
            var found: [(String, [UInt8])] = []
            guard var members = try? JSONMembers(bytes) else { return [] }
            while let member = try? members.next() {
                let name = try? JSON.string(UnsafeRawBufferPointer(rebasing: bytes[member.key]))
                found.append((String(decoding: name ?? [], as: UTF8.self), Array(bytes[member.value])))
            }
            return found
        }
    }
}
