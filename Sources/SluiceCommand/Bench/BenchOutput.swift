/// Figures on stdout as they come: a table for people, or a JSON object a line.
struct BenchOutput {
    let isJSON: Bool

    func begin() { if !isJSON { write(BenchTable.header) } }

    /// Shows what the samples of a workload's runs come to.
    func show(_ workload: String, log: String, _ samples: [BenchSample]) {
        for figure in BenchFigure.figures(workload: workload, log: log, of: samples) {
            write(isJSON ? figure.json + "\n" : BenchTable.row(figure) + "\n")
        }
    }

    private func write(_ text: String) {
        StandardOutput.write(text)
        StandardOutput.flush()
    }
}
