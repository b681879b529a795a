import Sluice
import SluiceKernel
import Testing

@Suite struct `A document and its definition` {
    @Test func `every kind of step is read, written and read again`() throws {
        let reading = DefinitionReader.read(YAMLDocumentParser.parse(Array(Checkout.yaml.utf8), file: "checkout.yaml"))
        #expect(reading.problems.map(\.description) == [])
        let definition = try #require(reading.definition)
        let again = DefinitionReader.read(json: DefinitionWriter.canonicalJSON(definition))
        #expect(again.definition == definition)
        let yaml = DefinitionReader.read(YAMLDocumentParser.parse(Array(DefinitionWriter.yaml(definition).utf8)))
        #expect(yaml.definition == definition)
    }
}
