import Sluice
import SluiceKernel
import Testing

@Suite struct `The text of a scalar is found in its source` {
    private func place(_ yaml: String) throws -> String? {
        guard case .mapping(let entries) = YAMLDocumentParser.parse(Array(yaml.utf8)).root?.content,
            case .scalar(let scalar) = entries[0].value.content
        else { throw Problem(.syntax, "no scalar") }
        return scalar.textPlace?.withoutFile
    }

    @Test(arguments: [
        ("when: a > b", "1:7"), ("when: 'a > b'", "1:8"), ("when: \"a > b\"", "1:8"), ("wänn: 'ä'", "1:8"),
        ("when: |\n  a >\n  b\n", "2:3"), ("when: |-\n\n      a >\n        b\n", "2:7"),
        ("when: |2 # c\n    a\n", "2:3"),
        ("when: >\n  a > b\n", "2:3"), ("when:\n  a > b", "2:3"), ("when: |\r\n  a >\r\n  b\r\n", "2:3"),
    ])
    func `where it stands as it is`(_ yaml: String, _ expected: String) throws {
        #expect(try place(yaml) == expected)
    }

    @Test(arguments: ["when: 'it''s'", "when: \"a\\tb\"", "when: a >\n  b", "when: >\n  a\n  b\n", "when: 'a\n  b'"])
    func `not where it was folded or escaped`(_ yaml: String) throws {
        #expect(try place(yaml) == nil)
    }
}
