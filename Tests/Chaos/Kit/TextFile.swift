import Glibc

/// Files as texts.
package enum TextFile {
    package static func read(_ path: String) throws(ChaosError) -> String {
        guard let file = fopen(path, "r") else {
            throw ChaosError("cannot read \(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    package static func write(_ text: String, to path: String) throws(ChaosError) {
        guard let file = fopen(path, "w") else {
            throw ChaosError("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        fputs(text, file)
        fclose(file)
    }
}
