import SluiceKernel

/// Names a node among those that share a log. Two processes never have the same at once: it stands for a data folder.
package struct NodeID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Compared as bytes: equal texts may differ in them.
    package let bytes: [UInt8]

    /// - Precondition: 1 to 255 bytes.
    package init(_ name: String) { self.init(bytes: Array(name.utf8)) }

    init(bytes: [UInt8]) {
        precondition((1...255).contains(bytes.count), "a node's id has 1 to 255 bytes")
        self.bytes = bytes
    }

    /// The id of a node that was given none: its host's name and, since a host may run several, eight digits of its folder.
    ///
    /// - Parameter folder: the absolute path of the data folder.
    package init(host: String, folder: String) {
        let hash = Array(folder.utf8).withUnsafeBytes { Mixer.hash64($0) }
        let digits = String(hash, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.count) + digits
        self.init(bytes: Array(host.utf8.prefix(200)) + Array("-\(padded.prefix(8))".utf8))
    }

    package static func < (left: NodeID, right: NodeID) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

    package var description: String { String(decoding: bytes, as: UTF8.self) }
}
