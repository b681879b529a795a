/// How long records are kept. Nothing above the last checkpoint of its partition is ever deleted.
package struct Retention: Equatable, Sendable {
    /// Milliseconds of append time; nil: as long as size allows. Default 7 days.
    package var age: Int64? = 7 * 86_400_000
    /// Bytes of table files, per partition and topic; nil: as long as age allows.
    package var bytes: Int?

    package init() {}
}
