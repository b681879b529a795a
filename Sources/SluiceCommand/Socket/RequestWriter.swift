import SluiceEngine

/// Builds a request.
struct RequestWriter: ~Copyable {
    var object = JSONObject()

    init(_ op: String) {
        object.int("sluice", SocketProtocol.version)
        object.string("op", op)
    }

    consuming func finish() -> [UInt8] { object.finish() }
}
