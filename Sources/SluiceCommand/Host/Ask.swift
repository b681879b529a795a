import SluiceEngine
import SluiceExpressions
import SluiceKernel

/// What verbs that talk to a running node share.
enum Ask {
    /// Sends one request to the node of the context's data folder, or to its group.
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
        return try context.connect().call(request.finish(), wait: wait)
    }

    /// Sends a request that is answered when an instance has ended, and looks at the instance meanwhile: one that waits for a
    /// person does not end by itself.
    ///
    /// - Parameter wait: milliseconds.
    /// - Throws: `tryAgain` when it has not ended by then, or is sidelined; the message tells how it stands.
    static func forEnd(
        of id: String, _ context: CommandContext, _ op: String, wait: Int64, _ fill: (inout JSONObject) -> Void
    ) throws(CommandError) -> [UInt8] {
        // The node keeps few callers for one instance, until its end: who would leave at once does not become one.
        if op == "wait", let instance = sidelined(id, context) {
            throw notEnded(id, context, instance: instance, because: nil)
        }
        var request = RequestWriter(op)
        request.object.int("timeout_ms", wait)
        fill(&request.object)
        let client = try context.connect()
        try client.send(request.finish())
        let deadline = Clock.monotonic() + wait * 1_000
        // Each look is an event in the log: they become rarer.
        var pause: Int64 = 1_000
        while !client.hasAnswer(within: max(0, min(pause, (deadline - Clock.monotonic()) / 1_000))) {
            guard Clock.monotonic() < deadline else { break }
            pause = min(pause * 2, 8_000)
            if let instance = sidelined(id, context) {
                throw notEnded(id, context, instance: instance, because: nil)
            }
        }
        do throws(CommandError) {
            return try client.receive(wait: 0)
        } catch {
            // Other errors say themselves what is wrong, and what to do.
            guard error.code == .tryAgain, error.hint == nil else { throw error }
            let instance = look(id, context)
            // It ended while the wait did.
            if let instance, JSONView(instance).text("ended") != nil { return instance }
            throw notEnded(id, context, instance: instance, because: error.message)
        }
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
    private static func remedy(_ option: String, _ text: String, _ file: String?) -> String? {
        guard file == nil else { return nil }
        if !text.isEmpty, Folder.exists(text) {
            return "To send what the file holds write: --\(option) \(ShellText.word("@\(text)"))"
        }
        if let first = text.first, first != "{", first != "[" {
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

    /// The instance as it is now; nil: it does not answer.
    private static func look(_ id: String, _ context: CommandContext) -> [UInt8]? {
        try? call(context, "get", timeout: 2_000) { $0.string("instance", id) }
    }

    /// The instance, when it is sidelined; nil: it is not, or does not answer.
    private static func sidelined(_ id: String, _ context: CommandContext) -> [UInt8]? {
        look(id, context).flatMap { JSONView($0).text("status") == "sidelined" ? $0 : nil }
    }

    /// A wait that was over before the instance: tells how that stands, on stdout too with `--json`, and how to look again.
    ///
    /// - Parameter reason: what the wait ended with.
    private static func notEnded(
        _ id: String, _ context: CommandContext, instance: [UInt8]?, because reason: String?
    ) -> CommandError {
        var parts = reason.map { [$0] } ?? []
        var hint = "It goes on; see: \(context.hint("get", id))"
        if let instance {
            if context.isJSON { StandardOutput.line(instance) }
            let view = JSONView(instance)
            parts.append(InstanceText.standing(view))
            if view.text("status") == "sidelined" {
                hint =
                    "To run the step again: \(context.hint("redrive", id)); to settle it by hand: "
                    + "\(context.program) skip --help; all of it: \(context.hint("get", id))"
            }
        }
        let message = "instance \(id.visible) has not ended yet: \(parts.joined(separator: "; "))"
        return CommandError(.tryAgain, message, hint: hint)
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
