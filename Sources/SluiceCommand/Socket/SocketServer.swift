private import Glibc
import SluiceEngine
import Synchronization

/// Serves a node on the socket of its data folder: a thread per client, so that one who waits holds nobody up.
final class SocketServer: Sendable {
    private struct State {
        var streams: [Int32: SocketStream] = [:]
        var isStopping = false
    }

    private let folder: String
    private let descriptor: Int32
    private let settings: SocketSettings
    private let host: OperationHost
    private let sink: any LogSink
    private let state = Mutex(State())

    /// Takes the socket over: whoever has the data folder's lock owns it, so a socket that is there is a dead one's.
    ///
    /// - Throws: `cannotCreate` with the reason.
    init(
        folder: String, settings: SocketSettings, host: OperationHost, sink: any LogSink
    ) throws(CommandError) {
        let path = SocketProtocol.path(folder)
        unlink(path)
        guard let descriptor = SocketAddress.open(folder, for: .listen) else {
            throw CommandError(.cannotCreate, "cannot make the socket \(path): \(Descriptor.reason)")
        }
        // Before it listens nobody can connect: from the first connection on it is the owner's alone.
        guard chmod(path, 0o600) == 0, listen(descriptor, 64) == 0 else {
            throw CommandError(.cannotCreate, "cannot listen on \(path): \(Descriptor.reason)")
        }
        self.folder = folder
        self.descriptor = descriptor
        self.settings = settings
        self.host = host
        self.sink = sink
    }

    func start() {
        _ = OSThread.start("sluice-socket") { [self] in
            pthread_detach(pthread_self())
            acceptAll()
        }
    }

    private func acceptAll() {
        while true {
            let client = accept(descriptor, nil, nil)
            if state.withLock({ $0.isStopping }) {
                if client >= 0 { close(client) }
                return
            }
            guard client >= 0 else {
                // Out of descriptors, or a client that left at once: others may fare better.
                Latch().wait(microseconds: errno == EMFILE || errno == ENFILE ? 100_000 : 1_000)
                continue
            }
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            let stream = SocketStream(client)
            let isTaken = state.withLock { state in
                guard state.streams.count < settings.connections else { return false }
                state.streams[client] = stream
                return true
            }
            guard isTaken else {
                let error = CommandError(.tryAgain, "\(settings.connections) clients are connected already")
                try? stream.write(Response.error(error))
                stream.close()
                continue
            }
            _ = OSThread.start("sluice-client") { [self] in
                pthread_detach(pthread_self())
                serve(stream)
                state.withLock { _ = $0.streams.removeValue(forKey: client) }
                stream.close()
            }
        }
    }

    private func serve(_ stream: SocketStream) {
        do throws(SocketStream.Failure) {
            while true {
                let frame = try stream.read(limit: settings.requestBytes, idle: settings.idleTime, pause: 30_000)
                try stream.write(Operations.answer(frame, host))
            }
        } catch {
            if case .tooLarge(let length) = error {
                let message = "a request of \(length) bytes; at most \(settings.requestBytes) are taken"
                try? stream.write(Response.error(CommandError(.data, message)))
                sink.log(.warning, "client cut off", [("reason", message)])
            }
        }
    }

    /// Takes no more clients and cuts off those that are there.
    func stop() {
        state.withLock { state in
            state.isStopping = true
            for stream in state.streams.values { stream.shutDown() }
        }
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
        unlink(SocketProtocol.path(folder))
    }
}
