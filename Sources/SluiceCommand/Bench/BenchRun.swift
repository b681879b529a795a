import SluiceEmbedded
import SluiceEngine
import SluiceKernel

/// The settings of one report, and what it has found so far.
struct BenchRun {
    var runs: Int
    /// Scales the numbers of instances: 1 is the usual size.
    var scale: Double
    var report: (BenchFigure) -> Void
    var progress: (String) -> Void

    func count(_ usual: Int) -> Int { max(1_000, Int(Double(usual) * scale)) }

    func emit(
        _ workload: String, _ figure: String, _ unit: String, _ values: [Double], cpu: [Double] = [],
        ofLimit: Double? = nil
    ) {
        let each = BenchFigure(workload: workload, log: "", figure: "", unit: "", runs: cpu)
        report(
            BenchFigure(
                workload: workload, log: "embedded", figure: figure, unit: unit, runs: values,
                cpuMicrosecondsEach: cpu.isEmpty ? nil : each.median, ofLimit: ofLimit))
    }
}
