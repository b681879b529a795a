/// Differences for people. Columns are as wide as what is in them, which is known once all rows are there: of many, a part is
/// printed at a time.
struct DifferenceTable {
    private static let mostRows = 1_000

    private var table = DifferenceTable.empty
    private var rows = 0

    private static var empty: TextTable { TextTable(["INSTANCE", "WAS", "WITH THE DEFINITION"]) }

    mutating func add(_ difference: InstanceDifference) {
        table.add(difference.row)
        rows += 1
        if rows == DifferenceTable.mostRows { flush() }
    }

    mutating func flush() {
        if rows > 0 { StandardOutput.write(table.text) }
        table = DifferenceTable.empty
        rows = 0
    }
}
