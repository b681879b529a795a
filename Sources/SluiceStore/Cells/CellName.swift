import SluiceKernel

/// A cell's key in words, for people who look for it.
package enum CellName {
    package static func describe(_ key: [UInt8]) -> String {
        guard let first = key.first, let kind = CellKey.Kind(rawValue: first) else { return hex(key) }
        // Ids have no NUL: what comes behind one says which of the instance's cells it is.
        let id = key.dropFirst().prefix { $0 != 0 }
        switch kind {
        case .instance, .value, .history, .earlySignals:
            return "\(kind) \(String(decoding: id, as: UTF8.self)) (\(hex(key)))"
        default: return "\(kind) (\(hex(key)))"
        }
    }

    private static func hex(_ key: [UInt8]) -> String {
        key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
