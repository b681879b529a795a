import Glibc

/// Small files that tests write and read.
enum TextFile {
    static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw ChildProcess.Failure(description: "cannot write \(path)") }
        fputs(text, file)
        fclose(file)
    }

    static func read(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw ChildProcess.Failure(description: "cannot read \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
    }
}
