/// What task bodies wrote down when they ran: `MICROSECONDS PROCESS INSTANCE ATTEMPT TOKEN` a line, the token another for each
/// execution.
package struct Effects: Sendable {
    /// Which instance each execution was for.
    private var instances: [String: String] = [:]

    package init() {}

    package init(contentsOf path: String) throws(ChaosError) {
        for line in try TextFile.read(path).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 5 else { throw ChaosError("\(path): no line of a task body: \(line)") }
            add(token: String(words[4]), of: String(words[2]))
        }
    }

    package mutating func add(token: String, of instance: String) { instances[token] = instance }

    package var executions: Int { instances.count }

    func ran(_ token: String, for instance: String) -> Bool { instances[token] == instance }
}
