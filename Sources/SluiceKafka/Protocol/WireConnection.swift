import Glibc
import SluiceEngine

/// A connection to one broker for the few requests of the Kafka protocol that librdkafka 2.0.2 does not know: rights,
/// transactions, the end of one that hangs, and the ids of topics. One request at a time; blocks. Not for anything that is fast.
final class WireConnection {
    /// The listener's own words for what went wrong carry the broker's address.
    private let place: String
    private let file: Int32
    /// Who we are in the broker's logs.
    private let name: String
    private var correlation: Int32 = 0
    /// No answer to what is asked here comes near it.
    private static let mostBytes = 64 << 20

    /// Whether settings allow it: TLS and SCRAM are librdkafka's alone.
    static func isPossible(_ security: KafkaSecurity) -> Bool {
        !security.isEncrypted && (security.mechanism.isEmpty || security.mechanism == "PLAIN")
    }

    /// Connects, and says who we are.
    ///
    /// - Parameter patience: seconds to wait for a connection, and for each answer.
    /// - Throws: `unavailable` when nobody answers, `denied` with the broker's words.
    init(
        _ broker: BrokerAddress, _ settings: KafkaSettings, name: String = "sluice-doctor", patience: Int = 10
    ) throws(LogError) {
        place = "broker \(broker.id) at \(broker.text)"
        self.name = name
        file = try WireConnection.open(broker, place, patience)
        if let password = settings.plainPassword {
            do throws(LogError) { try authenticate(settings.security.username, password) } catch {
                close(file)
                throw error
            }
        }
    }

    deinit { close(file) }

    private static func open(
        _ broker: BrokerAddress, _ place: String, _ patience: Int
    ) throws(LogError) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(broker.host, String(broker.port), &hints, &found)
        guard code == 0 else { throw LogError(.unavailable, "\(place): \(String(cString: gai_strerror(code)))") }
        defer { freeaddrinfo(found) }
        var reason: Int32 = 0
        var next = found
        while let address = next?.pointee {
            next = address.ai_next
            let file = socket(
                address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), address.ai_protocol)
            guard file >= 0 else { continue }
            // It bounds connecting, too.
            var limit = timeval(tv_sec: patience, tv_usec: 0)
            for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
                setsockopt(file, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
            }
            if connect(file, address.ai_addr, address.ai_addrlen) == 0 { return file }
            reason = errno
            Glibc.close(file)
        }
        throw LogError(.unavailable, "\(place): \(String(cString: strerror(reason)))")
    }

    private func authenticate(_ user: String, _ password: Secret) throws(LogError) {
        var handshake = try ask(.saslHandshake) { $0.string("PLAIN") }
        let code = try handshake.int16()
        guard code == 0 else { throw LogError(.denied, "\(place) does not offer PLAIN (\(WireError.name(code)))") }
        var answer = try ask(.saslAuthenticate) { $0.block([0] + Array(user.utf8) + [0] + Array(password.text.utf8)) }
        guard try answer.int16() == 0 else { throw LogError(.denied, "\(place): \(try answer.string() ?? "")") }
    }

    /// Sends a request and waits for its answer.
    func ask(_ call: WireCall, _ write: (inout WireWriter) -> Void) throws(LogError) -> WireReader {
        correlation += 1
        var request = WireWriter()
        request.int16(call.key)
        request.int16(call.version)
        request.int32(correlation)
        request.string(name)
        if call.isFlexible { request.tags() }
        write(&request)
        if call.isFlexible { request.tags() }
        var frame = WireWriter()
        frame.block(request.bytes)
        try send(frame.bytes)
        var size = WireReader(try receive(4))
        let count = Int(try size.int32())
        guard (4...WireConnection.mostBytes).contains(count) else {
            throw LogError(.io, "\(place) answers with \(count) bytes: is it a broker, and without TLS?")
        }
        var answer = WireReader(try receive(count))
        guard try answer.int32() == correlation else { throw LogError(.io, "\(place) answers something else") }
        if call.isFlexible { try answer.tags() }
        return answer
    }

    private func send(_ bytes: [UInt8]) throws(LogError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(file, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw LogError(.unavailable, "\(place): \(String(cString: strerror(errno)))") }
            sent += count
        }
    }

    private func receive(_ count: Int) throws(LogError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            let got = bytes.withUnsafeMutableBytes { recv(file, $0.baseAddress! + received, count - received, 0) }
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else {
                let reason = got == 0 ? "it closed the connection" : String(cString: strerror(errno))
                throw LogError(.unavailable, "\(place): \(reason)")
            }
            received += got
        }
        return bytes
    }
}
