package import SluiceKernel

/// What came of loading a file or a folder of workflows.
package struct WorkflowLoading: Sendable {
    /// Those without an error, in the order of their files. Of two that are the same, the first.
    package private(set) var documents: [WorkflowDocument] = []
    package private(set) var problems: [Problem] = []

    package init() {}

    /// Loads the file at `path`, or every `*.yaml`, `*.yml` and `*.json` right in the folder at `path`.
    ///
    /// Never throws: what cannot be read is a problem like any other.
    package static func load(_ path: String) -> WorkflowLoading {
        var loading = WorkflowLoading()
        do throws(Problem) {
            guard try DocumentFile.isFolder(path) else {
                guard WorkflowDocument.Format(file: path) != nil else {
                    throw Problem(
                        .unreadable, "\(path) is neither YAML nor JSON by its name",
                        hint: "Name it *.yaml, *.yml or *.json.", at: nil)
                }
                loading.load(file: path)
                return loading
            }
            let files = try DocumentFile.names(inFolder: path).filter { WorkflowDocument.Format(file: $0) != nil }
            if files.isEmpty {
                loading.problems.append(
                    Problem(
                        .missing, "no workflow in \(path)", hint: "Workflows are files named *.yaml, *.yml or *.json.",
                        severity: .warning))
            }
            for file in files { loading.load(file: path.hasSuffix("/") ? path + file : "\(path)/\(file)") }
        } catch {
            loading.problems.append(error)
        }
        return loading
    }

    private mutating func load(file: String) {
        do throws(Problem) {
            let bytes = try DocumentFile.read(file)
            add(bytes, format: WorkflowDocument.Format(file: file) ?? .yaml, file: file)
        } catch {
            problems.append(error)
        }
    }

    /// Adds the document that `bytes` hold.
    package mutating func add(_ bytes: [UInt8], format: WorkflowDocument.Format, file: String) {
        let reading = WorkflowDocument.read(bytes, format: format, file: file)
        problems += reading.problems
        guard let definition = reading.definition else { return }
        let place = reading.places.place(of: .setting("version"))
        for other in documents where other.definition.name == definition.name {
            guard other.definition.version == definition.version else { continue }
            let otherFile = other.file ?? "another document"
            if other.definition.fingerprint == definition.fingerprint {
                problems.append(
                    Problem(
                        .versionClash, "the same workflow is in \(otherFile) too", hint: "Remove one of the files.",
                        at: place,
                        path: "version", severity: .warning))
            } else {
                problems.append(
                    Problem(
                        .versionClash,
                        "\(definition.name) version \(definition.version) has another content in \(otherFile)",
                        hint: "A version never changes: raise the version of one of them.", at: place, path: "version"))
            }
            return
        }
        documents.append(WorkflowDocument(definition: definition, places: reading.places, file: file))
    }
}
