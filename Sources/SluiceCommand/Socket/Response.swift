import SluiceEngine
import SluiceExpressions

/// Answers of a node, as bytes and back.
enum Response {
    static func ok(_ value: [UInt8]) -> [UInt8] {
        var object = JSONObject()
        object.int("sluice", SocketProtocol.version)
        object.json("ok", value)
        return object.finish()
    }

    static func error(_ error: CommandError) -> [UInt8] {
        var inner = JSONObject()
        inner.int("exit", Int64(error.code.rawValue))
        inner.string("message", error.message)
        if error.problems.count > 1 { inner.value("problems") { JSONText.strings(error.problems, into: &$0) } }
        if let hint = error.hint { inner.string("hint", hint) }
        var object = JSONObject()
        object.int("sluice", SocketProtocol.version)
        object.json("error", inner.finish())
        return object.finish()
    }

    /// - Throws: the error that the node answered with.
    static func read(_ bytes: [UInt8]) throws(CommandError) -> [UInt8] {
        if let range = try? JSON.member("ok", in: bytes) { return Array(bytes[range]) }
        guard let range = try? JSON.member("error", in: bytes) else {
            throw CommandError(.internal, "the node gave an answer that is none")
        }
        let error = JSONView(Array(bytes[range]))
        let problems = error.texts("problems")
        throw CommandError(
            ExitCode(error.int("exit") ?? 70),
            problems.isEmpty ? [error.text("message") ?? "the node failed"] : problems,
            hint: error.text("hint"))
    }
}
