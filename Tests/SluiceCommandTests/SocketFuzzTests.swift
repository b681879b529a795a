import Foundation
import TestCommand
import TestFolders
import Testing

@testable import SluiceCommand

@Suite struct SocketFuzzTests {
    private let folder = TemporaryFolder()

    private func connect(_ data: String) throws -> SocketStream {
        SocketStream(try #require(SocketAddress.open(data, for: .connect)))
    }

    private func write(_ bytes: [UInt8], to stream: SocketStream) {
        _ = bytes.withUnsafeBytes { send(stream.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    private func answer(_ request: String, _ data: String) throws -> String {
        let stream = try connect(data)
        try stream.write(Array(request.utf8))
        return String(decoding: try stream.read(limit: 1 << 24, idle: 20_000, pause: 20_000), as: UTF8.self)
    }

    @Test func `nothing that a client sends brings the node down`() throws {
        // A path that the kernel would not take as it is.
        let data = folder.file("-" + String(repeating: "d", count: 120))
        // On a slow machine many that have left are still being served: none of those behind them is to be turned away.
        let config = folder.write("socket:\n  connections: 1000\n", ".yaml")
        let node = try SluiceProcess.start(["dev", "--data", data, "--config", config])
        try #require(node.awaitLog("ready"), "\(node.errors)")
        // Wrong requests get an answer that says so.
        for (request, expected) in [
            ("", "no JSON"), ("{", "no JSON"), ("[]", "no JSON object"), ("{}", "no version"),
            (#"{"sluice":2,"op":"hello"}"#, "version 2"), (#"{"sluice":1,"op":"helo"}"#, "unknown operation 'helo'"),
            (#"{"sluice":1}"#, "unknown operation"), (#"{"sluice":1,"op":"get"}"#, "no text 'instance'"),
            (#"{"sluice":1,"op":"get","instance":7}"#, "no text 'instance'"),
            (#"{"sluice":1,"op":"get","instance":""}"#, "the instance id is empty"),
            (#"{"sluice":1,"op":"records","topic":"events","partition":0}"#, "no records of 'events'"),
            (#"{"sluice":1,"op":"records","topic":"outcomes","partition":99}"#, "no partition 99"),
            (#"{"sluice":1,"op":"append","records":[{"partition":0,"value":"AAAA"}]}"#, "cannot be read"),
            (#"{"sluice":1,"op":"append","records":[{"partition":0,"value":"?"}]}"#, "without a value"),
            (#"{"sluice":1,"op":"append","records":[{"partition":0,"value":"5QEBBw=="}]}"#, "only starts and signals"),
            (#"{"sluice":1,"op":"deploy","document":{"sluice":1}}"#, "workflow"),
            (String(repeating: "[", count: 100_000), "no JSON"),
        ] {
            let text = try answer(request, data)
            #expect(
                text.hasPrefix(#"{"sluice":1,"error":{"exit":"#) && text.contains(expected),
                "\(request.prefix(80)): \(text)")
        }
        // A length beyond the limit, told and cut off.
        let large = try connect(data)
        write([0xff, 0xff, 0xff, 0xff], to: large)
        let told = String(decoding: try large.read(limit: 1 << 20, idle: 20_000, pause: 20_000), as: UTF8.self)
        #expect(told.contains("at most"))
        #expect(throws: SocketStream.Failure.self) { try large.read(limit: 1 << 20, idle: 20_000, pause: 20_000) }
        // Truncated and random bytes, some with a sound beginning.
        var random = SeededGenerator(seed: 11)
        let sound = Array(#"{"sluice":1,"op":"list","limit":10}"#.utf8)
        for round in 0..<300 {
            let stream = try connect(data)
            var bytes = [0, 0, 0, UInt8(sound.count)] + sound
            switch round % 3 {
            case 0: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
            case 1: bytes[Int.random(in: 4..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            default:
                bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            }
            write(bytes, to: stream)
            stream.close()
        }
        // Several clients at once, one of them silent in the middle of a frame.
        let silent = try connect(data)
        write([0, 0, 0, 9, 0x7b], to: silent)
        let clients = try (0..<20).map { _ in try connect(data) }
        for client in clients { try client.write(Array(#"{"sluice":1,"op":"hello"}"#.utf8)) }
        for client in clients {
            let hello = String(decoding: try client.read(limit: 1 << 20, idle: 20_000, pause: 20_000), as: UTF8.self)
            #expect(hello.contains("\"partitions\":16"))
        }
        // One connection serves many requests, and a mistake does not end it.
        let patient = clients[0]
        for request in ["nonsense", #"{"sluice":1,"op":"hello"}"#] {
            try patient.write(Array(request.utf8))
            #expect(try !patient.read(limit: 1 << 20, idle: 20_000, pause: 20_000).isEmpty)
        }
        #expect(node.process.isRunning)
        node.kill(SIGINT)
        #expect(node.finish().code == 0)
    }

    @Test func `base64 is strict, and reads what is written`() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
            let text = Data(bytes).base64EncodedString()
            #expect(Base64.decode(quoted: Array("\"\(text)\"".utf8)) == bytes)
        }
        for text in ["", "\"", "\"A\"", "\"AA\"", "\"AAA\"", "\"A===\"", "\"AA=A\"", "\"AA?A\"", "AAAA", "\"====\""] {
            #expect(Base64.decode(quoted: Array(text.utf8)) == nil, "\(text)")
        }
    }
}
