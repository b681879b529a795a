/// A parsed expression.
struct SyntaxTree {
    let source: [UInt8]
    private(set) var nodes: [SyntaxNode] = []
    var root = 0

    init(source: [UInt8]) {
        self.source = source
    }

    mutating func append(_ node: SyntaxNode) -> Int {
        nodes.append(node)
        return nodes.count - 1
    }
}
