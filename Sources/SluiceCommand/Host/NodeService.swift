import SluiceEngine
import SluiceGateway
import SluiceKernel

/// A node as a service: deploys what it was given, answers on its socket, and works until it is told to stop.
enum NodeService {
    /// Runs a node that was started.
    ///
    /// - Parameters:
    ///   - started: wall time in milliseconds.
    ///   - facts: of its log, for the line that says it is ready.
    static func run(
        _ host: LocalNode, _ context: CommandContext, _ definitions: [Definition], started: Int64, _ sink: LineLog,
        facts: [(String, String)], listen: String = "", ready: () -> Void = {}
    ) throws(CommandError) -> ExitCode {
        let operations = OperationHost(
            client: host.client, node: host.node, folder: host.folder, startedAt: started, registry: host.registry,
            logCounters: host.logCounters)
        let server: SocketServer
        var watcher: HTTPListener?
        do throws(CommandError) {
            watcher = try NodeService.watcher(host, listen, started: started, sink)
            server = try SocketServer(
                folder: host.folder, settings: context.settings.socket, host: operations, sink: sink)
            try host.deploy(definitions, sink: sink)
        } catch {
            host.stop()
            throw error
        }
        ready()
        server.start()
        sink.log(
            .info, "ready",
            [("data", host.folder)] + facts + [
                ("partitions", "\(host.log.shape.partitions)"), ("slots", "\(host.log.shape.slots)"),
                ("socket", SocketProtocol.path(host.folder)),
            ])
        let signal = TerminationSignals.wait()
        TerminationSignals.exitOnNext(.tryAgain)
        sink.log(.info, "stopping: no more work is taken, running tasks may end", [("signal", signal)])
        server.stop()
        watcher?.stop()
        let isClean = host.stop()
        // Why: the lanes that failed and have not got past it.
        let faults = host.node.faults.map { ("fault", $0) }
        sink.log(isClean ? .info : .error, "stopped", [("committed", isClean ? "all" : "not all")] + faults)
        return isClean ? .ok : .io
    }

    /// Starts to answer for the node's metrics and health.
    private static func watcher(
        _ host: LocalNode, _ listen: String, started: Int64, _ sink: LineLog
    ) throws(CommandError) -> HTTPListener? {
        guard !listen.isEmpty else { return nil }
        guard let address = ListenAddress(listen) else {
            throw CommandError(
                .usage, "http.listen cannot be \(listen.quotedForMessage)",
                hint: "It takes an IPv4 address and a port, such as 127.0.0.1:9464; empty for none.")
        }
        let watched = WatchedNode(node: host.node, version: SluiceCommand.version, startedAt: started)
        do throws(HTTPListener.Failure) {
            let listener = try HTTPListener(address) { watched.response(to: $0) }
            sink.log(.info, "listening", [("metrics", "http://\(address.host):\(listener.port)/metrics")])
            return listener
        } catch {
            throw CommandError(
                .cannotCreate, error.description, hint: "Set http.listen to another port, or empty for none.")
        }
    }
}
