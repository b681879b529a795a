private import Glibc
import Sluice
import SluiceKernel

/// Reads the settings file against the table, and writes the commented one.
enum SettingsFile {
    /// The settings that a command line asks for: `--config`, else `SLUICE_CONFIG`, else defaults; options on top.
    static func load(_ invocation: Invocation) throws(CommandError) -> Settings {
        var settings = Settings()
        let variable = getenv("SLUICE_CONFIG").map { String(cString: $0) } ?? ""
        if let path = invocation.text("config") ?? (variable.isEmpty ? nil : variable) {
            settings = try read(InputSource.file(path), file: path)
        }
        if let level = try invocation.choice("log-level", LogLevelName.all) { settings.log.level = level }
        if let format = try invocation.choice("log-format", ["text", "json"]) { settings.log.format = format }
        return settings
    }

    /// - Throws: a usage error with one line for each mistake: place, what is wrong, how to mend it.
    static func read(_ bytes: [UInt8], file: String) throws(CommandError) -> Settings {
        let document = YAMLDocumentParser.parse(bytes, file: file)
        // Every setting has a default, so a file with none, or with comments only, is one.
        if document.root == nil, document.problems.map(\.code) == [.missing] { return Settings() }
        var problems = document.problems
        var settings = Settings()
        if let root = document.root { take(root, section: nil, into: &settings, &problems) }
        guard problems.isEmpty else {
            throw CommandError(.usage, problems.inOrderOfPlace().map(\.description))
        }
        return settings
    }

    private static func take(
        _ node: DocumentNode, section: String?, into settings: inout Settings, _ problems: inout [Problem]
    ) {
        if case .scalar(let scalar) = node.content, scalar.value == .null { return }
        guard case .mapping(let entries) = node.content else {
            problems.append(
                Problem(
                    .wrongKind, "expected a mapping of settings, found \(node.kindName)", at: node.place,
                    path: section ?? ""))
            return
        }
        let known = SettingsTable.all.filter { $0.section == section }
        for entry in entries {
            let path = section.map { "\($0).\(entry.key)" } ?? entry.key
            if section == nil, SettingsTable.sections.contains(where: { $0.name == entry.key }) {
                take(entry.value, section: entry.key, into: &settings, &problems)
            } else if section == nil, entry.key == "sources" {
                let (rules, found) = SourcesReader.read(entry.value)
                settings.sources = rules
                problems += found
            } else if let setting = known.first(where: { $0.key.isSameBytes(as: entry.key) }) {
                guard case .scalar(let scalar) = entry.value.content, setting.take(scalar, into: &settings) else {
                    problems.append(
                        Problem(
                            .badValue, "this value does not fit", hint: "It takes \(setting.form).",
                            at: entry.value.place, path: path))
                    continue
                }
            } else {
                let names = known.map(\.key) + (section == nil ? SettingsTable.sections.map(\.name) + ["sources"] : [])
                problems.append(
                    Problem(
                        .unknownKey, "unknown setting \(entry.key.quotedForMessage)",
                        hint: hint(entry.key, among: names), at: entry.keyPlace, path: path))
            }
        }
    }

    /// The nearest name here, or where the same word is a setting.
    private static func hint(_ key: String, among names: [String]) -> String? {
        if let near = NearestName.of(key, among: names) { return "Did you mean '\(near)'?" }
        if let other = SettingsTable.all.first(where: { $0.key == key }) { return "Did you mean '\(other.name)'?" }
        return NearestName.hint(for: key, among: names, kind: "Settings here")
    }

    /// `config/sluice.yaml`: every setting at its default, with what it means.
    static func commented() -> String {
        let usual = Settings()
        var text = """
            # Settings of Sluice: every one there is, at its default. Name this file with --config or SLUICE_CONFIG.
            # Options of the command line override it. Unknown keys are refused.

            """
        func add(_ setting: Setting, _ indent: String) {
            text += "\n\(indent)# \(setting.help)\n\(indent)# Takes \(setting.form).\n"
            text += "\(indent)\(setting.key): \(setting.text(in: usual))\n"
        }
        for setting in SettingsTable.all where setting.section == nil { add(setting, "") }
        for section in SettingsTable.sections {
            text += "\n# \(section.what)\n\(section.name):\n"
            for setting in SettingsTable.all where setting.section == section.name { add(setting, "  ") }
        }
        return text + SettingsFile.sources
    }

    private static let sources = """

        # Topics of others that 'sluice node' feeds from: each record that a rule takes starts an instance or signals one, exactly
        # once. Rules of one topic are tried in order. docs/kafka.md tells more. All nodes of a group have the same. For example:
        #
        #   sources:
        #     - topic: shop.orders
        #       when: value.kind == "placed"    # which records; without it all
        #       start: checkout                 # or checkout@2; or 'signal: NAME'
        #       id: value.order                 # the instance id; without it the record's key
        #       data: value.cart                # the input, or the signal's data; without it the value
        #
        # Expressions read key, value (JSON), headers, topic, partition, offset and timestamp.
        sources: []

        """
}
