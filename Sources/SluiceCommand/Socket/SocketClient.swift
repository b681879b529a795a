private import Glibc
import SluiceEngine
import SluiceExpressions

/// A connection to the node of a data folder.
final class SocketClient: Connection {
    private let stream: SocketStream
    private let folder: String
    private let lostHint: String

    /// - Throws: `unavailable`, with the command that starts a node, when none answers.
    init(_ context: CommandContext) throws(CommandError) {
        folder = context.dataFolder
        lostHint = LostConnection.hint(context)
        guard let descriptor = SocketAddress.open(folder, for: .connect) else {
            let reason = errno
            let option = folder == ".sluice" ? "" : " --data \(ShellText.word(folder))"
            if reason == EACCES || reason == EPERM {
                throw CommandError(
                    .unavailable, "the socket in \(folder) is another user's: \(String(cString: strerror(reason)))")
            }
            throw CommandError(
                .unavailable, "no node runs on the data folder \(folder)",
                hint: "Start one with: \(context.program) dev\(option)")
        }
        stream = SocketStream(descriptor)
    }

    func send(_ request: [UInt8]) throws(CommandError) {
        do throws(SocketStream.Failure) { try stream.write(request) } catch {
            // The node may have said why before it closed.
            if let answer = try? stream.read(limit: SocketProtocol.answerLimit, idle: 100, pause: 100) {
                _ = try Response.read(answer)
            }
            throw gone
        }
    }

    func hasAnswer(within milliseconds: Int64) -> Bool { stream.isReadable(within: milliseconds) }

    func receive(wait: Int64) throws(CommandError) -> [UInt8] {
        let slack: Int64 = 5_000
        let answer: [UInt8]
        do throws(SocketStream.Failure) {
            answer = try stream.read(
                limit: SocketProtocol.answerLimit, idle: wait < 0 ? -1 : wait + slack, pause: 30_000)
        } catch {
            if case .timeout = error { throw CommandError(.tryAgain, "the node on \(folder) gave no answer") }
            throw gone
        }
        guard (try? JSON.validate(answer)) != nil else {
            throw CommandError(.internal, "the node gave an answer that is no JSON")
        }
        return try Response.read(answer)
    }

    private var gone: CommandError {
        CommandError(
            .tryAgain, "the node on \(folder) went away while it was asked",
            hint: lostHint)
    }
}
