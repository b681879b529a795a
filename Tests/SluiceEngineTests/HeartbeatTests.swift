import SluiceKernel
import Testing

@testable import SluiceEngine

@Suite("Heartbeats on the wire")
struct HeartbeatTests {
    private var sample: Heartbeat {
        var heartbeat = Heartbeat(node: NodeID("host-1f"), run: 1_790_000_000_123, number: 300, shape: 2)
        heartbeat.state = .ready
        heartbeat.release = "0.3.0"
        heartbeat.foldVersion = 1
        heartbeat.definitions = 7
        heartbeat.lacks = [3, 5]
        heartbeat.epochs = [4, 1, 9, 200, 0]
        let health = SlotHealth(unread: 5, checkpointAge: 900, positions: [1_000, 2_000])
        heartbeat.tenures = [
            Tenure(slot: 0, epoch: 5, phase: .claimed), Tenure(slot: 1, epoch: 1, phase: .held(health)),
            Tenure(slot: 2, epoch: 9, phase: .draining(SlotHealth(), to: NodeID("b"))),
            Tenure(slot: 3, epoch: 200, phase: .released(to: nil)),
        ]
        heartbeat.standbys = [.init(slot: 4, isWarm: true, recordsBehind: 17, positions: [8, -1])]
        heartbeat.refusals = [.init(slot: 4, reason: "no code")]
        heartbeat.marks = [TransitionMark(TransitionID(partition: 3, offset: 99, entry: -2), count: 2)]
        heartbeat.sources = 0x0102_0304_0506_0708
        return heartbeat
    }

    /// As docs/formats.md tells. Another layout is another version.
    private let golden =
        "0107686f73742d3166" + "fbd8c1a28c34" + "ac02" + "02" + "02" + "05302e332e30" + "01" + "0e" + "02060a"
        + "05040109c80100" + "04" + "000501" + "01010205880e02d00fa01f" + "0209030001000162" + "03c8010400"
        + "01" + "04011102" + "1001" + "01" + "04076e6f20636f6465" + "01" + "03c6010302" + "0807060504030201"

    @Test("The layout is the one that was promised")
    func layout() throws {
        let bytes = sample.encode()
        #expect(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == golden)
        #expect(try bytes.withUnsafeBytes { try Heartbeat($0) } == sample)
    }

    @Test("Bytes behind the known fields are passed over, another version is not")
    func laterReleases() throws {
        var longer = sample.encode() + [1, 2, 3]
        #expect(try longer.withUnsafeBytes { try Heartbeat($0) } == sample)
        longer[0] = 2
        #expect { try longer.withUnsafeBytes { try Heartbeat($0) } } throws: {
            "\($0)".contains("heartbeat of version 2; this release reads 1")
        }
    }

    @Test("Cut off anywhere it is an error, and no trap")
    func truncated() {
        let bytes = sample.encode()
        for count in bytes.indices {
            #expect(throws: CodecError.self) { try Array(bytes[..<count]).withUnsafeBytes { try Heartbeat($0) } }
        }
        for index in bytes.indices {
            for value in [0, 0x7f, 0xff] as [UInt8] {
                var damaged = bytes
                damaged[index] = value
                _ = try? damaged.withUnsafeBytes { try Heartbeat($0) }
            }
        }
    }

    @Test("A node that was given no id has one by its host and folder")
    func identity() {
        let id = NodeID(host: "host", folder: "/var/lib/sluice")
        #expect("\(id)".hasPrefix("host-") && "\(id)".count == 13)
        #expect(id == NodeID(host: "host", folder: "/var/lib/sluice"))
        #expect(id != NodeID(host: "host", folder: "/var/lib/sluice2"))
        #expect(NodeID(host: String(repeating: "h", count: 300), folder: "/").bytes.count == 209)
    }
}
