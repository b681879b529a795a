import SluiceKernel
import Testing

@testable import SluiceEngine

@Suite("What is counted, and what is written end to end")
struct CountingTests {
    @Test("Statistics are counters of one type, each of which is shown, and add up one by one")
    func statistics() {
        let count = LaneStatistics().values.count
        #expect(MemoryLayout<LaneStatistics>.size == count * MemoryLayout<UInt64>.size)
        var one = LaneStatistics()
        withUnsafeMutableBytes(of: &one) {
            for index in 0..<count { $0.storeBytes(of: UInt64(index + 1), toByteOffset: index * 8, as: UInt64.self) }
        }
        #expect(Set(one.values.map(\.value)) == Set(1...UInt64(count)))
        #expect(Set(one.values.map(\.name)).count == count)
        var sum = one
        sum.add(one)
        sum.add(LaneStatistics())
        #expect(sum.values.map(\.value) == one.values.map { 2 * $0.value })
        #expect(one.values.map(\.value) != sum.values.map(\.value))
    }

    @Test(
        "The header that names an event is one like any other",
        arguments: [0, 1, 124, 125, 126, 127, 128, 255], [0, 9, 10, 99, 1_000_000_000, Int64.max])
    func eventID(length: Int, number: Int64) {
        let id = Array(repeating: UInt8(ascii: "i"), count: length)
        var bytes: [UInt8] = [7]
        id.withUnsafeBytes { RecordHeader.encodeEventID($0, number, to: &bytes) }
        #expect(bytes == [7] + RecordHeader.encode([("ce_id", id + Array("/\(number)".utf8))]))
    }

    @Test("Each result keeps its own value, whatever failed between them")
    func doneAttempts() throws {
        var done = DoneAttempts()
        let results: [String?] = ["1", nil, "\"two\"", "", nil, nil, "[3]"]
        for (number, result) in results.enumerated() {
            let request = try Array("i\(number)".utf8).withUnsafeBytes { id in
                try TaskRequest(
                    partition: number % 2, queue: 1, timeout: 1_000,
                    attempt: TaskReference(instance: id, incarnation: 1, step: 0, pass: 0, attempt: 1), capacity: 0
                ) { _ in }
            }
            let failure = result == nil ? TaskFailure(type: "Broken", message: "\(number)") : nil
            // What a body that failed has written counts for nothing.
            done.add(request, failure, Array((result ?? "nothing").utf8))
        }
        var packer = ResultPacker()
        done.pack(into: &packer)
        var found: [String: String] = [:]
        for record in packer.take() {
            try record.value.withUnsafeBytes { bytes in
                var reader = try RecordReader(bytes)
                while let (_, event) = try reader.next() {
                    let id = String(decoding: event.instance, as: UTF8.self)
                    #expect(found[id] == nil)
                    switch event {
                    case .taskSucceeded(let event): found[id] = String(decoding: event.value, as: UTF8.self)
                    case .taskFailed(let event): found[id] = "failed " + String(decoding: event.message, as: UTF8.self)
                    default: Issue.record("\(event)")
                    }
                }
            }
        }
        #expect(
            found == [
                "i0": "1", "i1": "failed 1", "i2": "\"two\"", "i3": "{}", "i4": "failed 4", "i5": "failed 5",
                "i6": "[3]",
            ])
    }
}
