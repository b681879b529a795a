/// The report for people.
enum BenchTable {
    private static let widths: [Int] = [24, 34, 12, 12, 12, 14, 10, 8, 8]

    static let header = row(["workload", "figure", "median", "min", "max", "unit", "cpu us", "limit", "peer"]) + "\n"

    static func row(_ figure: BenchFigure) -> String {
        row([
            figure.workload, figure.figure, BenchFigure.number(figure.median),
            BenchFigure.number(figure.runs.min() ?? 0),
            BenchFigure.number(figure.runs.max() ?? 0), figure.unit,
            figure.cpuMicrosecondsEach.map(BenchFigure.number) ?? "", figure.ofLimit.map(BenchFigure.number) ?? "",
            figure.ofPeer.map(BenchFigure.number) ?? "",
        ])
    }

    private static func row(_ cells: [String]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let pad = String(repeating: " ", count: max(1, widths[index] - cell.count))
            // Words to the left, numbers to the right.
            line += (2...4).contains(index) || index >= 6 ? pad + cell : cell + pad
            if index >= 2 { line += " " }
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}
