import SluiceEngine
import SluiceExpressions
import SluiceKernel

/// What verbs that talk to a running node share.
enum Ask {
    /// Sends one request to the node of the context's data folder.
    ///
    /// - Parameter timeout: milliseconds; nil: `--timeout`, else 10 s.
    static func call(
        _ context: CommandContext, _ op: String, timeout: Int64? = nil, _ fill: (inout JSONObject) -> Void = { _ in }
    ) throws(CommandError) -> [UInt8] {
        let usual = try self.timeout(context)
        let wait = timeout ?? usual
        var request = RequestWriter(op)
        request.object.int("timeout_ms", wait)
        fill(&request.object)
        return try SocketClient(context).call(request.finish(), wait: wait)
    }

    static func timeout(_ context: CommandContext) throws(CommandError) -> Int64 {
        let wait = try context.invocation.duration("timeout") ?? 10_000
        return max(wait, 1)
    }

    /// A value of an option: JSON text, `@file` or `-`. Validated before anything is sent.
    static func json(_ context: CommandContext, _ option: String) throws(CommandError) -> [UInt8]? {
        guard let text = context.invocation.text(option) else { return nil }
        let (bytes, file) = try InputSource.value(text)
        do throws(JSONError) { try JSON.validate(bytes) } catch {
            throw CommandError(
                .data, JSONPlace.describe(error, in: bytes, name: "--\(option)", file: file),
                hint: remedy(option, text, file))
        }
        return bytes
    }

    /// What was probably meant by a value that is no JSON.
    private static func remedy(_ option: String, _ text: String, _ file: String?) -> String {
        if file == nil, !text.isEmpty, Folder.exists(text) {
            return "To send what the file holds write: --\(option) \(ShellText.word("@\(text)"))"
        }
        if let first = text.first, file == nil, first != "{", first != "[" {
            return "A text needs quotes of its own: --\(option) \(ShellText.word("\"\(text.prefix(40))\""))"
        }
        return "Names and texts are in double quotes, and all of it in single ones for the shell: "
            + "--\(option) '{\"total\":120,\"currency\":\"EUR\"}'"
    }

    /// The instance id among the operands.
    static func instanceID(_ text: String) throws(CommandError) -> String {
        if let problem = Array(text.utf8).withUnsafeBytes({ PartitionFold.problem(withID: $0) }) {
            throw CommandError(.usage, problem)
        }
        return text
    }

    /// A wait that was over before the instance: tells how that stands, on stdout too with `--json`, and how to look again.
    ///
    /// - Parameter error: what the wait ended with.
    static func notEnded(_ id: String, _ context: CommandContext, _ error: CommandError) -> CommandError {
        // It says itself what is wrong, and what to do.
        guard error.code == .tryAgain, error.hint == nil else { return error }
        var message = "instance \(id) has not ended yet: \(error.message)"
        if let instance = try? call(context, "get", timeout: 2_000, { $0.string("instance", id) }) {
            if context.isJSON { StandardOutput.line(instance) }
            message += "; \(InstanceText.standing(JSONView(instance)))"
        }
        return CommandError(.tryAgain, message, hint: "It goes on; see: \(context.hint("get", id))")
    }

    /// Prints an instance as a verb's answer.
    static func show(_ instance: [UInt8], _ context: CommandContext) {
        if context.isJSON {
            StandardOutput.line(instance)
        } else {
            StandardOutput.write(InstanceText.full(JSONView(instance)))
        }
    }
}
