import Glibc
import Sluice
import SluiceKernel
import TestFolders
import Testing

@Suite struct `A folder of documents is loaded as one` {
    private func put(_ folder: TemporaryFolder, _ name: String, _ text: String) throws {
        let file = try #require(fopen("\(folder.path)/\(name)", "w"))
        fputs(text, file)
        fclose(file)
    }

    private func document(_ name: String, _ version: Int, task: String = "t") -> String {
        "sluice: 1\nworkflow: \(name)\nversion: \(version)\nsteps:\n  a: {task: \(task)}\n"
    }

    @Test func `files are read in the order of their names, others are left alone`() throws {
        let folder = TemporaryFolder()
        try put(folder, "b.yml", document("b", 1))
        try put(folder, "a.yaml", document("a", 1))
        try put(folder, "c.json", #"{"sluice":1,"workflow":"c","version":2,"steps":{"a":{"task":"t"}}}"#)
        try put(folder, "README.md", "# no workflow")
        try put(folder, ".hidden.yaml", "[")
        let loading = WorkflowLoading.load(folder.path)
        #expect(loading.problems.isEmpty)
        #expect(loading.documents.map(\.definition.name) == ["a", "b", "c"])
        #expect(loading.documents[0].file == "\(folder.path)/a.yaml")
        #expect(WorkflowLoading.load(folder.path + "/").documents[0].file == "\(folder.path)/a.yaml")
    }

    @Test func `one version with two contents names both files`() throws {
        let folder = TemporaryFolder()
        try put(folder, "new.yaml", document("w", 1, task: "t"))
        try put(folder, "old.yaml", document("w", 1, task: "u"))
        try put(folder, "two.yaml", document("w", 2))
        let loading = WorkflowLoading.load(folder.path)
        let problem = try #require(loading.problems.first)
        #expect(problem.code == .versionClash)
        #expect(problem.severity == .error)
        #expect(problem.place == FilePlace(file: "\(folder.path)/old.yaml", line: 3, column: 10))
        #expect(problem.message == "w version 1 has another content in \(folder.path)/new.yaml")
        #expect(loading.problems.count == 1)
        #expect(loading.documents.map(\.definition.version) == [1, 2])
    }

    @Test func `the same content twice is a warning`() throws {
        let folder = TemporaryFolder()
        try put(folder, "a.yaml", document("w", 1))
        try put(folder, "b.yaml", "# the same\n" + document("w", 1))
        let loading = WorkflowLoading.load(folder.path)
        #expect(loading.problems.map(\.severity) == [.warning])
        #expect(loading.problems.first?.message.contains("a.yaml") == true)
        #expect(loading.documents.count == 1)
    }

    @Test func `what cannot be read is a problem that names it`() throws {
        #expect(
            WorkflowLoading.load("/no/such").problems.first?.message
                == "cannot find /no/such: No such file or directory")
        #expect(WorkflowLoading.load("/etc/hostname").problems.first?.code == .unreadable)
        let folder = TemporaryFolder()
        #expect(WorkflowLoading.load(folder.path).problems.map(\.severity) == [.warning])
        try put(folder, "a.yaml", document("w", 1))
        mkdir("\(folder.path)/sub.yaml", 0o700)
        let loading = WorkflowLoading.load(folder.path)
        rmdir("\(folder.path)/sub.yaml")
        #expect(loading.problems.first?.message.contains("sub.yaml: Is a directory") == true)
        #expect(loading.documents.count == 1)
    }

    @Test func `one file is loaded alone`() throws {
        let folder = TemporaryFolder()
        try put(folder, "a.yaml", document("w", 1))
        try put(folder, "b.yaml", "[")
        #expect(WorkflowLoading.load("\(folder.path)/a.yaml").problems.isEmpty)
        #expect(WorkflowLoading.load("\(folder.path)/b.yaml").problems.first?.code == .syntax)
    }
}
