import ChaosKit
import Glibc

/// `check`: 0 where everything is as it has to be; 1 where not; 3 where a partition cannot be read to its end.
enum CheckVerb {
    /// Lines about findings at most.
    private static let mostLines = 50

    static func run(_ words: [String]) throws(ChaosError) -> Int32 {
        let arguments = try Arguments(
            words,
            names: ["brokers", "application", "published", "partitions", "ledger", "effects", "patience", "quiet"])
        var settings = Check.Settings(
            brokers: try arguments.needed("brokers"), application: try arguments.needed("application"),
            published: try arguments.needed("published"), partitions: try arguments.neededNumber("partitions"),
            ledgers: arguments.all("ledger"))
        settings.effects = arguments.text("effects")
        settings.patience = try arguments.number("patience") ?? settings.patience
        settings.quiet = try arguments.number("quiet") ?? settings.quiet
        let report = try Check(settings).run()
        for finding in report.findings.prefix(mostLines) { print(finding) }
        if report.findings.count > mostLines { print("and \(report.findings.count - mostLines) more") }
        for place in report.unread { print("not read to its end: \(place)") }
        let counts = Finding.What.allCases.map { "\($0.rawValue)=\(report.count($0))" }
        print(
            (["events=\(report.events)", "instances=\(report.instances)"]
                + (report.executions.map { ["executions=\($0)"] } ?? []) + counts).joined(separator: " "))
        if report.isGood { return 0 }
        return report.unread.isEmpty ? 1 : 3
    }
}
