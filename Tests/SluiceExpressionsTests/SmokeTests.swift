import SluiceExpressions
import Testing

@Test func smoke() throws {
    try JSON.validate(Array(#"{"a":[1,2.5,"x"]}"#.utf8))
}
