import Foundation
import SluiceKernel
import SluiceTestKit
import Testing

@Suite("The layouts that are promised")
struct CodecTests {
    /// `docs/formats.md`: a change of layout fails here until its version is raised and the file is written anew
    /// (`SLUICE_WRITE_GOLDEN=1`).
    @Test("are what the golden files hold", arguments: CodecSamples.names)
    func golden(name: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name).hex")
        let hex = CodecTests.hex(CodecSamples.bytes(name))
        if ProcessInfo.processInfo.environment["SLUICE_WRITE_GOLDEN"] != nil {
            try hex.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == hex)
        try CodecSamples.decode(name, CodecSamples.bytes(name))
    }

    @Test("come back as they were")
    func roundTrips() throws {
        let state = CodecSamples.partition
        #expect(try state.encode().withUnsafeBytes { try PartitionState(cell: $0) } == state)
        let early = CodecSamples.early
        #expect(try early.encode().withUnsafeBytes { try EarlySignals(cell: $0) } == early)
        let instance = CodecSamples.instance
        #expect(try InstanceSnapshot(instance.decode()) == instance)
        let entries = try CodecSamples.historyBlock.withUnsafeBytes { try History.entries(of: $0) }
        #expect(entries.count == 16)
        #expect(entries[14].attempt == 700 && entries[14].time == 1_700_000_000_196 && entries[14].offset == 902)
        let events = CodecSamples.record
        var writer = RecordWriter()
        try events.withUnsafeBytes { bytes in
            var reader = try RecordReader(bytes)
            while let (admission, event) = try reader.next() { writer.append(event, admission: admission) }
        }
        #expect(writer.take() == events)
    }

    @Test("cut short anywhere give a value or an error", arguments: CodecSamples.names)
    func truncations(name: String) throws {
        let bytes = CodecSamples.bytes(name)
        var refused = 0
        for count in 0..<bytes.count {
            do { try CodecSamples.decode(name, Array(bytes[..<count])) } catch { refused += 1 }
        }
        // A record may end between entries, a block of history too.
        #expect(refused >= (name.contains("cell") ? bytes.count : bytes.count / 2))
    }

    @Test("with any byte changed give a value or an error", arguments: CodecSamples.names)
    func flips(name: String) throws {
        let bytes = CodecSamples.bytes(name)
        var refused = 0
        for position in bytes.indices {
            for change in UInt8(1)...255 {
                var damaged = bytes
                damaged[position] ^= change
                do { try CodecSamples.decode(name, damaged) } catch { refused += 1 }
            }
        }
        #expect(refused > bytes.count)
    }

    @Test("with random bytes in random places give a value or an error", arguments: CodecSamples.names)
    func noise(name: String) throws {
        var random = SeededRandom(seed: 99)
        let bytes = CodecSamples.bytes(name)
        for _ in 0..<5_000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let at = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: damaged[at] = UInt8.random(in: 0...255, using: &random)
                case 1: damaged.insert(UInt8.random(in: 0...255, using: &random), at: at)
                default: damaged.removeSubrange(at..<min(damaged.count, at + Int.random(in: 1...9, using: &random)))
                }
                if damaged.isEmpty { damaged = [0] }
            }
            try? CodecSamples.decode(name, damaged)
        }
    }

    @Test(
        "of a newer version are refused by name of both versions",
        arguments: CodecSamples.names.filter { $0 != "history-block" })
    func newer(name: String) {
        var bytes = CodecSamples.bytes(name)
        bytes[name == "events-record" ? 1 : 0] = 2
        let error = #expect(throws: CodecError.self) { try CodecSamples.decode(name, bytes) }
        #expect(error.map { "\($0)".contains("version 2") && "\($0)".contains("reads 1") } == true)
    }

    @Test("A record has at most 256 entries")
    func entries() {
        let full = ScriptedEvent.pack(Array(repeating: .clock, count: 256))
        #expect(throws: Never.self) { try CodecSamples.decode("events-record", full) }
        let over = ScriptedEvent.pack(Array(repeating: .clock, count: 257))
        #expect(throws: CodecError.self) { try CodecSamples.decode("events-record", over) }
    }

    static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        var lines: [String] = []
        for start in stride(from: 0, to: bytes.count, by: 32) {
            let line = bytes[start..<min(bytes.count, start + 32)]
            lines.append(line.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined())
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
