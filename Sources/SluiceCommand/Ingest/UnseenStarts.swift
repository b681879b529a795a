import SluiceKernel

/// Types that `--start` names and that no event had: a misspelt one turns every line that it was meant for into a signal.
struct UnseenStarts: Sendable {
    /// Types that are remembered to find the one that was meant.
    private static let remembered = 1_000

    private var workflows: [[UInt8]: [UInt8]]
    private var others: Set<[UInt8]> = []

    init(_ starts: [[UInt8]: [UInt8]] = [:]) { workflows = starts }

    /// A line has this type. Once all types have been seen this is free.
    mutating func see(_ type: [UInt8]) {
        guard !workflows.isEmpty, workflows.removeValue(forKey: type) == nil else { return }
        if others.count < UnseenStarts.remembered { others.insert(type) }
    }

    var types: [String] { workflows.keys.map { String(decoding: $0, as: UTF8.self) }.sorted() }

    /// A sentence for each.
    var warnings: [String] {
        let names = others.map { String(decoding: $0, as: UTF8.self) }.sorted()
        return types.map { type in
            let workflow = String(decoding: workflows[Array(type.utf8)] ?? [], as: UTF8.self)
            let near = NearestName.of(type, among: names).map { " Did you mean \($0.quotedForMessage)?" } ?? ""
            return "no line became an event of the type \(type.quotedForMessage), so none started \(workflow).\(near)"
        }
    }
}
