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
        let bytes = try InputSource.value(text)
        do throws(JSONError) { try JSON.validate(bytes) } catch {
            throw CommandError(
                .data, "--\(option) is no JSON: \(error)", hint: "A text needs quotes of its own: '\"like this\"'.")
        }
        return bytes
    }

    /// The instance id among the operands.
    static func instanceID(_ text: String) throws(CommandError) -> String {
        if let problem = Array(text.utf8).withUnsafeBytes({ PartitionFold.problem(withID: $0) }) {
            throw CommandError(.usage, problem)
        }
        return text
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
