/// How large a document may be. Both readers keep to it, so that hostile input costs little.
package enum DocumentLimits {
    /// Bytes of text: 1 MiB.
    package static let bytes = 1 << 20
    /// Mappings and lists within each other.
    package static let depth = 64
    /// Nodes once aliases are expanded.
    package static let nodes = 100_000
}
