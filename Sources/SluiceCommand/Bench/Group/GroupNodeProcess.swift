import SluiceEngine
import SluiceKafka
import SluiceKernel

/// The process of a ``GroupNode``, seen by its parent.
final class GroupNodeProcess {
    private let process: BenchProcess

    init(of application: GroupApplication, _ name: String) throws {
        let folder = "\(application.folder)/\(name)"
        try Folder.make(folder)
        process = try BenchProcess(
            .groupNode(
                application: application.settings.application, bootstrap: application.settings.bootstrap, folder: folder
            ))
    }

    func state() throws -> GroupNodeState {
        let line = try ask("state")
        guard let state = GroupNodeState(line: line) else {
            throw CommandError(.no, "a node says \(line.quotedForMessage) of its state")
        }
        return state
    }

    func rest() throws { _ = try ask("rest") }

    /// Ends it as an operator does.
    func end() throws {
        guard try ask("end") == "true", process.wait() else {
            throw CommandError(.no, "a node stopped without a last checkpoint")
        }
    }

    /// Ends it as a power cut does.
    func kill() { process.kill() }

    private func ask(_ word: String) throws -> String {
        process.send(word)
        guard let line = process.line() else { throw CommandError(.no, "a node is gone that owes an answer") }
        return line
    }

    /// Asks nodes about themselves until `isReached`.
    static func wait(
        _ nodes: [GroupNodeProcess], for what: String, _ isReached: ([GroupNodeState]) -> Bool
    ) throws -> [GroupNodeState] {
        let pause = Latch()
        var last: [GroupNodeState] = []
        var moved = Clock.monotonic()
        while true {
            let states = try nodes.map { try $0.state() }
            if isReached(states) { return states }
            if states != last { (last, moved) = (states, Clock.monotonic()) }
            guard Clock.monotonic() - moved < 60_000_000 else {
                throw CommandError(.no, "the nodes wait for \(what), and nothing has moved for a minute: \(states)")
            }
            pause.wait(microseconds: 100_000)
        }
    }
}
