import Testing

@testable import SluiceCommand

@Suite struct InstanceTextTests {
    private func view(_ json: String) -> JSONView { JSONView(Array(json.utf8)) }

    @Test func `steps stand in columns, however long their names`() {
        let instance = view(
            """
            {"instance":"i","workflow":"w","version":2,"status":"running","started":"T0","steps":[
            {"name":"determine-confirmation-of-receipt","status":"done","since":"T1","value":1},
            {"name":"b","status":"sidelined","attempt":12,"since":"T2","error":"E","message":"m"},
            {"name":"c","status":"open","since":"T3","due":"T4"},{"name":"d","status":"waiting"}]}
            """)
        #expect(
            InstanceText.full(instance) == """
                instance  i
                workflow  w version 2
                status    running
                started   T0
                steps
                  determine-confirmation-of-receipt  done                   T1  1
                  b                                  sidelined  attempt 12  T2  E: m
                  c                                  open                   T3  due T4
                  d                                  waiting

                """)
    }

    @Test func `a column that nothing stands in takes no room`() {
        #expect(InstanceText.table([["a", "", "b"], ["cc", "", ""]]) == "a   b\ncc\n")
    }

    @Test func `of several versions the one that new instances get is marked`() {
        let status = view(
            """
            {"definitions":[{"workflow":"a","version":1,"activation":0},{"workflow":"a","version":3,"activation":1},
            {"workflow":"a","version":2,"activation":4},{"workflow":"b","version":1,"activation":2},
            {"workflow":"b","version":2,"activation":-1}]}
            """)
        let lines = StatusVerb.text(status, positions: false).split(separator: "\n").filter { $0.hasPrefix("def") }
        #expect(
            lines == [
                "definition  a version 1", "definition  a version 3", "definition  a version 2, that of new instances",
                "definition  b version 1, that of new instances", "definition  b version 2, not active yet",
            ])
    }

    @Test func `where an instance stands is told in a few words`() {
        let steps = (1...5).map { #"{"name":"s\#($0)","status":"open"}"# }.joined(separator: ",")
        #expect(
            InstanceText.standing(view(#"{"status":"running","steps":[\#(steps)]}"#))
                == "it is running and waits at s1 (open), s2 (open) and s3 (open), and at 2 more")
        #expect(InstanceText.standing(view(#"{"status":"running","steps":[]}"#)) == "it is running")
    }

    @Test(arguments: [("o-17", "o-17"), ("a b", "'a b'"), ("", "''"), ("it's", #"'it'\''s'"#), ("$x", "'$x'")])
    func `a word in a hint is one that a shell takes`(text: String, expected: String) {
        #expect(ShellText.word(text) == expected)
    }
}
