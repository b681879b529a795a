import CMicroHTTPD
private import Glibc

/// Answers GET and HEAD requests on a thread of its own, by path.
package final class HTTPListener: @unchecked Sendable {
    // Changed by whoever starts and stops it, one after the other; requests only read `answer`.
    private var daemon: OpaquePointer?
    private let answer: @Sendable (_ path: String) -> HTTPResponse
    /// The port that it listens on.
    package let port: UInt16

    private static let connections: UInt32 = 64
    /// After so many seconds of silence a connection is closed.
    private static let idleTime: UInt32 = 30

    package struct Failure: Error, CustomStringConvertible { package let description: String }

    /// - Parameter answer: called on the listener's thread; 404 is its to give.
    package init(
        _ address: ListenAddress, answer: @escaping @Sendable (_ path: String) -> HTTPResponse
    ) throws(Failure) {
        self.answer = answer
        guard let (descriptor, port) = address.listen() else {
            throw Failure(
                description: "cannot listen on \(address.host):\(address.port): \(String(cString: strerror(errno)))")
        }
        self.port = port
        daemon = sluice_mhd_start(
            descriptor,
            { context, connection, url, method, _, _, uploaded, request in
                // The first call announces the request; its body, if any, is passed over.
                if request!.pointee == nil {
                    request!.pointee = UnsafeMutableRawPointer(bitPattern: 1)
                    return .YES
                }
                if uploaded!.pointee != 0 {
                    uploaded!.pointee = 0
                    return .YES
                }
                let listener = Unmanaged<HTTPListener>.fromOpaque(context!).takeUnretainedValue()
                return listener.respond(connection!, url.map { String(cString: $0) } ?? "", String(cString: method!))
            }, Unmanaged.passUnretained(self).toOpaque(), HTTPListener.connections, HTTPListener.idleTime)
        guard daemon != nil else {
            close(descriptor)
            throw Failure(description: "cannot serve \(address.host):\(address.port)")
        }
    }

    private func respond(_ connection: OpaquePointer, _ path: String, _ method: String) -> MHD_Result {
        let isRead = method == "GET" || method == "HEAD"
        let response = isRead ? answer(path) : HTTPResponse(405, "only GET and HEAD are answered here\n")
        var body = response.body
        let made = body.withUnsafeMutableBytes {
            MHD_create_response_from_buffer($0.count, $0.baseAddress, .RESPMEM_MUST_COPY)
        }
        guard let made else { return .NO }
        defer { MHD_destroy_response(made) }
        MHD_add_response_header(made, "Content-Type", response.contentType)
        MHD_add_response_header(made, "Cache-Control", "no-store")
        return MHD_queue_response(connection, response.status, made)
    }

    /// Ends it: connections are closed, no request is under way when this returns.
    package func stop() {
        if let daemon { MHD_stop_daemon(daemon) }
        daemon = nil
    }

    deinit { stop() }
}
