import Foundation

/// A socket in a data folder behind which no node is: it answers one request with what it was given.
final class SilentNode {
    let folder: String

    init(_ folder: String, answer: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array("\(folder)/sluice.sock".utf8)) }
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isBound, listen(listener, 1) == 0 else { throw POSIXError(.EADDRINUSE) }
        let bytes = Array(answer.utf8)
        let frame = withUnsafeBytes(of: UInt32(bytes.count).bigEndian, Array.init) + bytes
        Thread {
            let client = accept(listener, nil, nil)
            var request = [UInt8](repeating: 0, count: 65_536)
            _ = read(client, &request, request.count)
            _ = write(client, frame, frame.count)
            close(client)
            close(listener)
        }.start()
    }
}
