import Testing

@testable import SluiceCommand

@Suite struct OutputTests {
    @Test(arguments: [
        ([], ""), ([3], "3"), ([0, 1, 2], "0-2"), ([0, 2, 3, 7], "0, 2-3, 7"), ([1, 3, 5], "1, 3, 5"),
    ]) func `neighbours are joined`(_ numbers: [Int], _ text: String) { #expect(NumberText.ranges(numbers) == text) }

    @Test func `columns are as wide as what is in them`() {
        var table = TextTable(["A", "LONG"])
        table.add(["wide one", "x"])
        table.add(["b", ""])
        #expect(table.text == "A         LONG\nwide one  x\nb\n")
    }
}
