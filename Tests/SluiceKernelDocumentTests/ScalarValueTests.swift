import SluiceKernel
import Testing

@Suite struct `A plain scalar means what YAML 1.2 says` {
    @Test(arguments: [
        "no", "yes", "on", "off", "y", "n", "010", "-012", "1:30", "1_000", "0x", "0o9", "1e", ".", "-", "+", "00.5",
        "2026-01-01",
    ])
    func `what YAML 1.1 would convert stays a text`(_ text: String) {
        #expect(ScalarValue(plain: text) == .string(text))
    }

    @Test func `numbers, truth values and nothing are known`() {
        #expect(ScalarValue(plain: "") == .null)
        #expect(ScalarValue(plain: "~") == .null)
        #expect(ScalarValue(plain: "TRUE") == .bool(true))
        #expect(ScalarValue(plain: "0") == .int(0))
        #expect(ScalarValue(plain: "-17") == .int(-17))
        #expect(ScalarValue(plain: "+17") == .int(17))
        #expect(ScalarValue(plain: "0x1F") == .int(31))
        #expect(ScalarValue(plain: "0o17") == .int(15))
        #expect(ScalarValue(plain: "1.5") == .float(1.5))
        #expect(ScalarValue(plain: "1e3") == .float(1_000))
        #expect(ScalarValue(plain: ".5") == .float(0.5))
        #expect(ScalarValue(plain: "-.inf") == .float(-.infinity))
        #expect(ScalarValue(plain: "9223372036854775808") == .float(9_223_372_036_854_775_808))
    }
}
