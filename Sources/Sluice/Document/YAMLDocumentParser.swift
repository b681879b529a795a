package import SluiceKernel

/// Reads YAML into a tree with places: the syntax is libyaml's, the meaning that of YAML 1.2's core schema.
///
/// Tags, merge keys and several documents in a text are refused. Aliases are expanded, within ``DocumentLimits``.
package struct YAMLDocumentParser: ~Copyable {
    private var events: YAMLEventSource
    private let source: YAMLSource
    private let file: String?
    private var problems: [Problem] = []
    private var anchors: [[UInt8]: Anchor] = [:]
    /// Nodes made so far, each expansion of an alias counted again.
    private var nodes = 0

    private struct Anchor {
        /// None while the node is still being read.
        var node: DocumentNode?
        var nodes = 0
        var depth = 0
    }

    private init(events: consuming YAMLEventSource, source: YAMLSource, file: String?) {
        self.events = events
        self.source = source
        self.file = file
    }

    /// Reads the one document that `bytes` hold. `file` is what places name.
    package static func parse(_ bytes: [UInt8], file: String? = nil) -> ParsedDocument {
        if let problem = DocumentText.refusal(of: bytes, file: file) {
            return ParsedDocument(root: nil, problems: [problem])
        }
        var text = bytes[...]
        if text.starts(with: DocumentText.byteOrderMark) { text = text.dropFirst(DocumentText.byteOrderMark.count) }
        guard let events = YAMLEventSource(text, file: file) else {
            return ParsedDocument(root: nil, problems: [Problem(.tooLarge, "memory is short")])
        }
        let source = YAMLSource(String(decoding: text, as: UTF8.self))
        var parser = YAMLDocumentParser(events: events, source: source, file: file)
        do throws(Problem) {
            let root = try parser.document()
            return ParsedDocument(root: root, problems: parser.problems)
        } catch {
            return ParsedDocument(root: nil, problems: parser.problems + [error])
        }
    }

    private mutating func document() throws(Problem) -> DocumentNode {
        _ = try events.next()
        let first = try events.next()
        guard case .documentStart = first.kind else {
            throw Problem(
                .missing, "the document is empty", hint: "A workflow begins with 'sluice: 1'.", at: first.start)
        }
        let root = try node(try events.next(), depth: 0).node
        _ = try events.next()
        let next = try events.next()
        if case .documentStart = next.kind {
            throw Problem(
                .unsupported, "a second document begins here", hint: "Put each workflow in a file of its own.",
                at: next.start)
        }
        return root
    }

    // MARK: Nodes

    /// The node that `event` begins, and how many levels it has within it.
    private mutating func node(_ event: YAMLEvent, depth: Int) throws(Problem) -> (node: DocumentNode, depth: Int) {
        if let tag = event.tag {
            throw Problem(
                .unsupported, "tags such as \(tag.quotedForMessage) are not used here",
                hint: "Remove it; a text that looks like a number goes in quotes.", at: event.start)
        }
        if case .alias(let name) = event.kind { return try expand(name, at: event.start, depth: depth) }
        let before = nodes
        try count(1, at: event.start)
        let anchor = event.anchor.map { Array($0.utf8) }
        if let anchor { anchors[anchor] = Anchor() }
        let (content, levels) = try content(event, depth: depth)
        let node = DocumentNode(content, at: event.start)
        if let anchor { anchors[anchor] = Anchor(node: node, nodes: nodes - before, depth: levels) }
        return (node, levels)
    }

    private mutating func content(_ event: YAMLEvent, depth: Int) throws(Problem) -> (DocumentNode.Content, levels: Int)
    {
        switch event.kind {
        case .scalar(let text, let style):
            let place = source.textPlace(of: text, style: style, from: event.start, to: event.end)
            return (.scalar(DocumentScalar(text, style: style, textPlace: place)), 0)
        case .sequenceStart:
            try enter(depth, at: event.start)
            return try sequence(depth: depth)
        case .mappingStart:
            try enter(depth, at: event.start)
            return try mapping(depth: depth)
        default:
            throw Problem(.syntax, "expected a value", at: event.start)
        }
    }

    private mutating func sequence(depth: Int) throws(Problem) -> (DocumentNode.Content, levels: Int) {
        var items: [DocumentNode] = []
        var levels = 0
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { return (.sequence(items), levels + 1) }
            let item = try node(event, depth: depth + 1)
            levels = max(levels, item.depth)
            items.append(item.node)
        }
    }

    private mutating func mapping(depth: Int) throws(Problem) -> (DocumentNode.Content, levels: Int) {
        var mapping = MappingBuilder()
        var levels = 0
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { return (.mapping(mapping.entries), levels + 1) }
            let key = try node(event, depth: depth + 1).node
            guard case .scalar(let name) = key.content else {
                throw Problem(.wrongKind, "a key is a text, not \(key.kindName)", at: event.start)
            }
            if name.text == "<<" && name.style == .plain {
                throw Problem(
                    .unsupported, "merge keys (<<) are not part of YAML 1.2", hint: "Write the keys out.",
                    at: event.start)
            }
            let value = try node(try events.next(), depth: depth + 1)
            levels = max(levels, value.depth)
            mapping.add(DocumentEntry(key: name.text, keyPlace: event.start, value: value.node), problems: &problems)
        }
    }

    // MARK: Bounds

    private mutating func expand(_ name: String, at place: FilePlace, depth: Int) throws(Problem) -> (
        DocumentNode, Int
    ) {
        guard let anchor = anchors[Array(name.utf8)] else {
            throw Problem(
                .syntax, "no anchor &\(name) stands above this alias",
                hint: "Define it first, or quote a text that begins with '*'.",
                at: place)
        }
        guard let node = anchor.node else {
            throw Problem(.syntax, "the alias *\(name) lies within what it stands for", at: place)
        }
        if anchor.depth > 0 { try enter(depth + anchor.depth - 1, at: place) }
        try count(anchor.nodes, at: place)
        return (node, anchor.depth)
    }

    private func enter(_ depth: Int, at place: FilePlace) throws(Problem) {
        if depth >= DocumentLimits.depth { throw DocumentText.tooDeep(at: place) }
    }

    private mutating func count(_ more: Int, at place: FilePlace) throws(Problem) {
        nodes += more
        if nodes > DocumentLimits.nodes {
            throw Problem(
                .tooLarge, "more than \(DocumentLimits.nodes) values once aliases are expanded",
                hint: "Write out what is meant.",
                at: place)
        }
    }
}
