import SluiceEngine
import SluiceKernel
import TestCommand
import TestFolders
import Testing

@testable import SluiceCommand

@Suite struct SettingsTests {
    @Test func `config sluice yaml has every setting at its default`() throws {
        let text = SettingsFile.commented()
        #expect(try Repository.holds(text, in: "config/sluice.yaml"))
        let read = try SettingsFile.read(Array(text.utf8), file: "sluice.yaml")
        let usual = Settings()
        for setting in SettingsTable.all {
            #expect(text.contains("\(setting.key): "), "\(setting.name)")
            #expect(setting.text(in: read) == setting.text(in: usual), "\(setting.name)")
        }
    }

    @Test(arguments: [
        ("log:\n  levle: debug", "log.levle: unknown setting 'levle'. Did you mean 'level'?"),
        ("loh:\n  level: debug", "Did you mean 'log'?"), ("level: debug", "Did you mean 'log.level'?"),
        ("node:\n  drain_time: 5 min", "a duration"), ("log:\n  level: loud", "debug, info, warning or error"),
        ("embedded:\n  partitions: 0", "a whole number, 1 to 1024"), ("embedded:\n  compressed: 3", "true or false"),
        ("embedded:\n  tail_bytes: 1.5MiB", "bytes, such as"), ("[1]", "expected a mapping of settings"),
        ("log: text", "expected a mapping of settings"),
        ("sources: shop.orders", "s.yaml:1:10: sources: expected a list of sources"),
        ("sources:\n  - topik: a", "s.yaml:2:5: sources[0]: unknown setting 'topik'. Did you mean 'topic'?"),
        ("sources:\n  - start: a", "'topic' is missing"),
        (
            "sources:\n  - topic: a",
            "sources[0]: it neither starts nor signals. Say 'start: WORKFLOW' or 'signal: NAME'."
        ),
        ("sources:\n  - {topic: a, start: b, signal: c}", "a rule starts or signals, not both"),
        ("sources:\n  - {topic: a b, start: b}", "sources[0].topic: the topic: name 'a b' has other characters"),
        ("sources:\n  - {topic: a, start: b@0}", "the version '0' is no number from 1"),
        ("sources:\n  - topic: a\n    start: b\n    when: valeu.x > 1", "s.yaml:4:11: sources[0].when: "),
        (
            "sources:\n  - topic: a\n    start: b\n    when: partition + 1",
            "a condition is a bool, and this is of type int"
        ),
        ("sources:\n  - topic: a\n    start: b\n    id: 1.5", "an instance id is text or a whole number"),
    ]) func `a wrong setting is refused with place and remedy`(text: String, expected: String) {
        let error = #expect(throws: CommandError.self) {
            try SettingsFile.read(Array(text.utf8), file: "s.yaml")
        }
        #expect(error?.code == .usage)
        #expect(
            error?.message.contains("s.yaml:") == true && error?.message.contains(expected) == true, "\(error as Any)")
    }

    @Test(arguments: ["", "# none\n", "---\n", "log:\n  # level: debug\n", "\u{feff}"])
    func `settings that are left out are at their defaults`(text: String) throws {
        let read = try SettingsFile.read(Array(text.utf8), file: "s.yaml")
        let usual = Settings()
        for setting in SettingsTable.all { #expect(setting.text(in: read) == setting.text(in: usual)) }
    }

    @Test func `rules of sources are read in their order`() throws {
        let text = """
            sources:
              - {topic: shop.orders, start: checkout@2, id: value.id, when: value.kind == 'order', data: value.cart}
              - {topic: shop.orders, signal: paid}
              - {topic: other, start: audit}
            """
        let rules = try SettingsFile.read(Array(text.utf8), file: "s.yaml").sources
        #expect(rules.map(\.topic) == ["shop.orders", "shop.orders", "other"])
        #expect(
            rules.map(\.target) == [
                .start(workflow: "checkout", version: 2), .signal("paid"), .start(workflow: "audit", version: 0),
            ])
        #expect(rules[0].condition?.source == "value.kind == 'order'" && rules[1].condition == nil)
        let sources = Source.all(rules)
        #expect(sources.map(\.topic) == ["shop.orders", "other"])
        // What differs in anything is other sources.
        #expect(Source.fingerprint(of: sources) != Source.fingerprint(of: Source.all([rules[1], rules[0], rules[2]])))
        #expect(Source.fingerprint(of: []) == 0 && Source.fingerprint(of: sources) != 0)
    }

    @Test func `the variable names the file, the option goes first, and options override it`() throws {
        let folder = TemporaryFolder()
        let wrong = folder.write("nope: 1", ".yaml")
        let right = folder.write("log:\n  level: error\n", ".yaml")
        #expect(try SluiceProcess.run(["eval", "1"], environment: ["SLUICE_CONFIG": wrong]).code == 64)
        let result = try SluiceProcess.run(["eval", "1", "--config", right], environment: ["SLUICE_CONFIG": wrong])
        #expect(result.code == 0 && result.output == "1\n")
        #expect(try SluiceProcess.run(["eval", "1", "--config", "/nowhere"]).code == 66)
    }

    @Test func `sizes read as they are written`() {
        for size in [0, 1, 4_096, 1_000, 64 << 20, 3 << 30] { #expect(ByteCount.read(ByteCount.text(size)) == size) }
        for text in ["", "KiB", "-1", "1.5MiB", "1 MiB", "99999999999999999999"] {
            #expect(ByteCount.read(text) == nil)
        }
    }
}
