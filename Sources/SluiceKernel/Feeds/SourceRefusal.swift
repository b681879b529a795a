/// Why a record of a source stands for no event.
struct SourceRefusal: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
