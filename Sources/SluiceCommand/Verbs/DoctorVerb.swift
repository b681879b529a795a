import SluiceEngine
import SluiceKafka

/// `sluice doctor`
enum DoctorVerb {
    static let verb = Verb(
        "doctor", "Look at an application on Kafka, and say what is wrong and what mends it.",
        details: """
            Looks at brokers (do all answer, their release, settings that count), topics (every one against what Sluice makes), rights
            (all that a node needs), clocks (the broker's against this machine's), positions (is what is folded next still there;
            did somebody move the group's offsets), sources of the settings (are they there, may they be read, how much is not fed
            yet), topics of queues, and transactions (does one that nobody will end keep readers waiting).
            docs/kafka.md tells of each.

            It changes nothing, but for three records in 'replies' that nobody waits for and, with --repair, the end of hanging
            transactions: their records count as aborted, as those of a producer that died do.
            """,
        options: CommonOptions.group + [
            CommonOptions.singleBroker,
            OptionSpec("operator", "This user is not that of nodes: what it lacks as one is not told."),
            OptionSpec("repair", "End hanging transactions, where the rights allow it."), CommonOptions.json,
        ] + CommonOptions.logging,
        examples: [
            .init("sluice doctor --brokers kafka:9092 --application orders", "What is wrong, and what mends it."),
            .init(
                "sluice doctor --brokers kafka:9092 --application orders --json", "One finding a line, for programs."),
        ],
        exits: [
            .init(.ok, "nothing is wrong; warnings may have been told"),
            .init(.no, "something is wrong"),
            .init(.unavailable, "no broker answers"),
            .init(.denied, "the brokers do not know us"),
        ]
    ) { context in
        let brokers = try context.neededBrokers()
        var settings = try context.kafkaSettings(brokers)
        settings.patience = min(settings.patience, 10_000)
        var logging = context.settings.log
        // The findings are the output.
        if !context.invocation.has("log-level") { logging.level = "error" }
        let findings: [Finding]
        do throws(LogError) {
            // Of topics that are not there, the number of the settings is planned.
            if let partitions = try Doctor.partitions(settings), (1...1_024).contains(partitions) {
                settings.shape = LogShape(partitions: partitions, slots: 1)
            }
            findings = try Doctor.examine(
                settings, sources: Source.all(context.settings.sources).map(\.topic),
                isNode: !context.invocation.has("operator"), repair: context.invocation.has("repair"),
                sink: LineLog(logging))
        } catch { throw LogFailure.error(error) }
        if context.isJSON {
            for finding in findings { StandardOutput.line(json(finding)) }
        } else {
            StandardOutput.write(text(findings))
        }
        return findings.contains { $0.severity == .error } ? .no : .ok
    }

    private static func json(_ finding: Finding) -> [UInt8] {
        var object = JSONObject()
        object.string("severity", finding.severity.rawValue)
        object.string("check", finding.check)
        object.string("place", finding.place)
        object.string("message", finding.message)
        object.value("fixes") { JSONText.strings(finding.fixes, into: &$0) }
        return object.finish()
    }

    /// What is wrong first.
    static func text(_ findings: [Finding]) -> String {
        var text = ""
        for severity in [Finding.Severity.error, .warning, .ok] {
            for finding in findings where finding.severity == severity {
                text += HelpText.padded(severity.rawValue, 9) + HelpText.padded(finding.check, 14)
                text += "\(finding.place.visible): \(finding.message.visible)\n"
                for fix in finding.fixes { text += "    \(fix.visible)\n" }
            }
        }
        return text
    }
}
