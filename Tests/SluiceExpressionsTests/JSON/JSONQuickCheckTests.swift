import Testing

@testable import SluiceExpressions

/// The quick check of JSON against the strict one.
@Suite("The quick check of JSON")
struct JSONQuickCheckTests {
    private func quick(_ bytes: [UInt8]) -> Bool {
        // Room of exactly this size: a read beyond it is seen by the sanitizers.
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
        defer { room.deallocate() }
        room.update(from: bytes, count: bytes.count)
        return JSONQuickCheck.accepts(room, end: room + bytes.count)
    }

    private func strict(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return false }
            var validator = JSONValidator(buffer, start: start)
            return (try? validator.validate()) != nil
        }
    }

    private static let samples = [
        #"{"orderId":"o-1","customer":{"id":42017,"name":"Ada","vip":true},"items":[{"sku":"A-1","n":2,"price":19.99}],"x":null}"#,
        #" [ 1 , -2.5e+3 , "a\"b\\\n" , { } , [ ] , false , {"a":[{"b":{"c":[[]]}}],"longer than eight":0,"longer than nine":1} ] "#,
        #"{"größe":"über – 😀","k":"ÿ","é":1}"#, "0", "-0.0", "\"\"", "null",
        "{\"a\":1,\"b\":2,\"ab\":3,\"ba\":4,\"\":5}",
    ]

    @Test("accepts what events usually hold", arguments: samples)
    func accepts(text: String) {
        #expect(quick(Array(text.utf8)))
    }

    @Test(
        "leaves to the strict reader what it cannot tell",
        arguments: [
            #"{"\u0061":1}"#, #""\u0061""#, "1e100",
            String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
            "{" + (0..<80).map { "\"k\($0)\":0" }.joined(separator: ",") + "}",
            #"{"beginning a, the end":1,"beginning b, the end":2}"#,
        ])
    func leaves(text: String) throws {
        #expect(!quick(Array(text.utf8)))
        try JSON.validate(Array(text.utf8))
    }

    @Test("accepts nothing that the strict reader refuses", arguments: 0..<8)
    func sound(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        let alphabet =
            Array(#"{}[]",:\/tfn0123456789eE+-. aué"#.utf8) + [0x00, 0x0A, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xF4]
        var accepted = 0
        for _ in 0..<4_000 {
            var bytes = Array(Self.samples.randomElement(using: &random)!.utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0..<max(bytes.count, 1), using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: if !bytes.isEmpty { bytes[place] = alphabet.randomElement(using: &random)! }
                case 1: bytes.insert(alphabet.randomElement(using: &random)!, at: min(place, bytes.count))
                case 2: if !bytes.isEmpty { bytes.remove(at: place) }
                case 3: bytes = Array(bytes[..<min(place, bytes.count)])
                default:
                    // A piece twice: equal keys.
                    let end = min(bytes.count, place + Int.random(in: 1...24, using: &random))
                    if place < end { bytes.insert(contentsOf: bytes[place..<end], at: place) }
                }
            }
            guard quick(bytes) else { continue }
            accepted += 1
            #expect(strict(bytes), "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
        }
        #expect(accepted > 400)
    }

    @Test("sees a key that stands twice, whatever its length", arguments: 0..<40)
    func twice(length: Int) {
        let key = String(repeating: "x", count: length)
        let document = Array("{\"\(key)\":1,\"other\":{\"\(key)\":0},\"\(key)\":2}".utf8)
        #expect(!quick(document) && !strict(document))
        // At the very end, where no whole word can be read.
        let end = Array("{\"\(key)\":1,\"\(key)\":2}".utf8)
        #expect(!quick(end) && !strict(end))
        let others = Array("{\"\(key)\":1,\"\(key)y\":2,\"\(key)z\":3}".utf8)
        let isAccepted = quick(others)
        #expect(isAccepted)
    }
}
