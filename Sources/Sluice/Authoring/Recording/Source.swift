/// Where a value comes from: the input, a step, or something derived from one when it is first used.
struct Source {
    enum Origin: Hashable {
        case input
        case step(Int)
        /// The timeout of that signal step.
        case timeout(of: Int)
    }

    let recorder: FlowRecorder
    var origin: Origin
    /// Names of the fields on the way from the origin, outermost first. Empty: a property without a name.
    var fields: [String] = []

    func field(_ name: String?) -> Source {
        var source = self
        source.fields.append(name ?? "")
        return source
    }
}
