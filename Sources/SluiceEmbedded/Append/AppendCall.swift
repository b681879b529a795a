import SluiceEngine

/// One call of `append`, waiting to be written: all of it in one group.
struct AppendCall: Sendable {
    var records: [AppendRecord]
    var observer: any AppendObserver
    var bytes: Int
}
