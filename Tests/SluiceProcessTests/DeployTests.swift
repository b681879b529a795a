import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import TestFolders
import TestHost
import Testing

/// What several do at once who deploy: each looks, finds nothing, and appends.
@Suite struct DeployTests {
    private func definition(result: String) -> Definition {
        Definition(
            name: "echo", version: 1,
            steps: [StepDefinition(name: "echo", kind: .transform(.expression(result)))], result: .value(.step(0)))
    }

    private func append(_ definition: Definition, _ host: HostedNode) throws {
        let record = AppendRecord(
            topic: .definitions, partition: 0, key: Array("echo/1".utf8),
            value: DefinitionWriter.canonicalJSON(definition))
        try host.client.append([record])
    }

    @Test func `a definition that two appended is deployed once, and both hear so`() throws {
        let folder = TemporaryFolder()
        let host = try HostedNode(folder.path, [])
        defer { host.stop() }
        let mine = definition(result: "input")
        for _ in 0..<2 { try append(mine, host) }
        let (sequence, wasThere) = try host.client.deploy(mine, timeout: 20_000)
        #expect(sequence == 0 && wasThere)
        // None of the two is a dead letter: nobody did anything wrong.
        for partition in 0..<host.log.shape.partitions {
            #expect(try host.log.range(.deadLetters, partition: partition).isEmpty, "partition \(partition)")
        }
        try host.start("echo", "a", "1")
        #expect(try host.wait(for: "a").status == "succeeded")
    }

    @Test func `of two contents under one version the first counts, and the second is refused`() throws {
        let folder = TemporaryFolder()
        let host = try HostedNode(folder.path, [])
        defer { host.stop() }
        let (first, second) = (definition(result: "input"), definition(result: "[input]"))
        for definition in [first, second] { try append(definition, host) }
        #expect(try host.client.deploy(first, timeout: 20_000).sequence == 0)
        let error = #expect(throws: ClientError.self) { try host.client.deploy(second, timeout: 20_000) }
        #expect("\(String(describing: error))".contains("echo version 1 is deployed with another content"))
    }
}
