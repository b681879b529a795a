import Foundation
import SluiceKernel
import Testing

@testable import Sluice

/// Not a test: prints what coding costs. Speed is judged by people, on a quiet machine.
///
/// `SLUICE_MEASURE=codable` prints only what has that in its name.
///
///     SLUICE_MEASURE=1 swift test -c release -Xswiftc -enable-testing --filter CodingSpeed
@Suite(.enabled(if: ProcessInfo.processInfo.environment["SLUICE_MEASURE"] != nil), .serialized)
struct CodingSpeed {
    /// 199 bytes of JSON.
    struct Purchase: Codable, Sendable {
        var id: String
        var customer: String
        var total: Int
        var currency: String
        var express: Bool
        var rate: Double
        var lines: [Line]
        var note: String?
    }

    struct Line: Codable, Sendable {
        var sku: String
        var count: Int
    }

    /// 194 bytes of JSON, without a list.
    struct Flat: Codable, Sendable {
        var id: String
        var customer: String
        var total: Int
        var currency: String
        var express: Bool
        var rate: Double
        var address: String
        var note: String
    }

    @Test func `one task body, and coders alone`() throws {
        let purchase = Purchase(
            id: "order-0012345", customer: "customer-778", total: 12_999, currency: "EUR", express: true, rate: 0.19,
            lines: [Line(sku: "A-1000", count: 2), Line(sku: "B-22", count: 1)], note: "ring twice, 3rd floor")
        var json: [UInt8] = []
        try JSONCoding.encode(purchase, into: &json)
        print("payload:", json.count, "bytes", String(decoding: json, as: UTF8.self))

        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let decoder = JSONDecoder()
        let data = Data(json)
        measure("Foundation decode", 20_000) { _ = try decoder.decode(Purchase.self, from: data) }
        measure("Foundation encode", 20_000) { _ = try encoder.encode(purchase) }
        json.withUnsafeBytes { json in
            measure("ours decode", 200_000) { _ = try JSONCoding.decode(Purchase.self, from: json) }
            measure("ours check", 200_000) {
                try JSONScratch.reading { try $0.tape.parse(json) }
            }
        }
        let flat = Flat(
            id: "order-0012345", customer: "customer-778", total: 12_999, currency: "EUR", express: true, rate: 0.19,
            address: "12, Residency Road, Bengaluru 560025", note: "ring twice, 3rd floor, thanks")
        var flatJSON: [UInt8] = []
        try JSONCoding.encode(flat, into: &flatJSON)
        print("flat payload:", flatJSON.count, "bytes")
        let flatData = Data(flatJSON)
        measure("Foundation flat both", 20_000) {
            _ = try encoder.encode(decoder.decode(Flat.self, from: flatData))
        }
        var output: [UInt8] = []
        measure("ours flat both", 200_000) {
            output.removeAll(keepingCapacity: true)
            let value = try flatJSON.withUnsafeBytes { try JSONCoding.decode(Flat.self, from: $0) }
            try JSONCoding.encode(value, into: &output)
        }
        measure("ours encode", 200_000) {
            output.removeAll(keepingCapacity: true)
            try JSONCoding.encode(purchase, into: &output)
        }

        let workflow = Workflow("speed", version: 1) { (flow, purchase: Value<Purchase>) in
            flow.keep(flow.task("codable", purchase) { purchase in purchase })
            flow.keep(flow.task("bytes", bytes: purchase) { json in Array(json) })
            let number = flow.transform("number", purchase) { $0.total }
            flow.keep(flow.task("int", number) { $0 + 1 })
            flow.keep(flow.task("add", number, number) { $0 + $1 })
            flow.keep(flow.transform("add-pure", number, number) { $0 + $1 })
            let text = flow.transform("text", purchase) { $0.id }
            flow.keep(flow.task("string", text) { $0 })
            let sum = flow.task("pack", number, number, number, number, number, number, number) {
                (a: Int, _: Int, _: Int, _: Int, _: Int, _: Int, g: Int) -> Int in a &+ g
            }
            flow.keep(sum)
        }
        let registration = try workflow.register()
        let identity = TaskIdentity(instance: Array("order-0012345".utf8), incarnation: 7, step: 1, pass: 0, attempt: 1)
        func body(_ name: String, _ inputs: [[UInt8]], _ count: Int) {
            guard case .synchronous(let call)? = registration.tasks["speed@1/\(name)"]?.body else { return }
            with(inputs) { inputs in
                measure("body: \(name)", count) {
                    output.removeAll(keepingCapacity: true)
                    try call(inputs, identity, &output)
                }
            }
        }
        body("codable", [json], 200_000)
        body("bytes", [json], 1_000_000)
        body("int", [Array("1234".utf8)], 1_000_000)
        body("add", [Array("1234".utf8), Array("-5".utf8)], 1_000_000)
        body("string", [Array("\"order-0012345\"".utf8)], 1_000_000)
        body("pack", Array(repeating: Array("77".utf8), count: 7), 1_000_000)
        let transform = try #require(registration.transforms["add-pure"])
        with([Array("1234".utf8), Array("-5".utf8)]) { inputs in
            measure("transform: add-pure", 1_000_000) {
                output.removeAll(keepingCapacity: true)
                try transform(inputs, &output)
            }
        }
    }

    private func with(_ inputs: [[UInt8]], _ body: (StepInputs) throws -> Void) rethrows {
        let buffers = inputs.map { input in
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: input.count, alignment: 1)
            copy.copyBytes(from: input)
            return UnsafeRawBufferPointer(copy)
        }
        defer { for buffer in buffers { buffer.deallocate() } }
        try buffers.withUnsafeBufferPointer { try body(StepInputs($0)) }
    }

    /// Of this thread: others may use the machine.
    private func cpuNanoseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    /// Median of five runs, in CPU time.
    private func measure(_ what: String, _ count: Int, _ body: () throws -> Void) {
        if let only = ProcessInfo.processInfo.environment["SLUICE_MEASURE"], only != "1", !what.contains(only) {
            return
        }
        var runs: [Double] = []
        for _ in 0..<6 {
            let start = cpuNanoseconds()
            for _ in 0..<count {
                do { try body() } catch { Issue.record(error) }
            }
            runs.append((cpuNanoseconds() - start) / Double(count))
        }
        let sorted = runs.dropFirst().sorted()
        let figures = [sorted[2], sorted[0], sorted[4]].map { String(format: "%8.0f", $0) }
        print(
            what.padding(toLength: 24, withPad: " ", startingAt: 0), figures[0], "ns  (", figures[1], "…", figures[2],
            ")")
    }
}
