import Testing

@testable import SluiceCommand

@Suite struct DecimalTests {
    @Test(arguments: [
        ("7036.14", "7036.14"), ("-0.50", "-0.5"), ("0", "0"), ("1e3", "1000"), ("1.5E-3", "0.0015"), ("100", "100"),
        ("23832541.524", "23832541.524"), ("2.3832541524e7", "23832541.524"), ("-12", "-12"), ("0.001", "0.001"),
    ]) func `numbers read and print to the last digit`(text: String, expected: String) {
        #expect(Decimal(Array(text.utf8))?.description == expected)
    }

    @Test(arguments: ["", "-", "x", "\"1\"", "null", "1e99", "1.2.3", "0.0000000000000000001"])
    func `what is no number, or too fine, is none`(text: String) {
        #expect(Decimal(Array(text.utf8)) == nil)
    }

    @Test func `the summary is exact`() {
        var summary = DecimalSummary()
        for text in ["0.1", "0.2", "0.3", "10"] { summary.add(Decimal(Array(text.utf8))) }
        summary.add(nil)
        let figures = summary.figures
        #expect(summary.count == 4 && summary.others == 1)
        #expect(figures?.sum.description == "10.6")
        #expect(figures?.median.description == "0.25")
        #expect(figures?.smallest.description == "0.1" && figures?.largest.description == "10")
        #expect(DecimalSummary().figures == nil)
    }
}
