/// How a second terminal talks to a node: frames of a length (4 bytes, big-endian) and that many bytes of JSON.
///
/// A request is `{"sluice":1,"op":NAME,…}`; each gets one answer, in order: `{"sluice":1,"ok":VALUE}` or
/// `{"sluice":1,"error":{"exit":CODE,"message":…,"hint":…}}`. What is no request is answered with an error, and a length
/// beyond the limit ends the connection, since where the next frame begins is not known any more.
enum SocketProtocol {
    static let version: Int64 = 1
    /// The name of the socket in its data folder.
    static let name = "sluice.sock"
    /// The largest answer that a client takes: 256 MiB.
    static let answerLimit = 256 << 20

    static func path(_ folder: String) -> String { folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)" }
}
