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
