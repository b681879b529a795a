import SluiceEngine
import SluiceExpressions
import SluiceKernel

/// One page of one partition's instances.
struct InstancePage {
    struct Row {
        var id: [UInt8]
        var status: String
        /// The row as the fold gave it.
        var json: [UInt8]
    }

    var rows: [Row] = []
    /// Ask on behind this id; nil: there are no more.
    var next: [UInt8]?

    static func ask(
        _ client: Client, _ partition: Int, _ filter: ListFilter, after: [UInt8], limit: Int, timeout: Int64 = 30_000
    ) throws(CommandError) -> InstancePage {
        let outcome = filter.workflow.withUnsafeBytes { workflow in
            after.withUnsafeBytes { after -> Result<[UInt8], ClientError> in
                let query = ListQuery(
                    definition: workflow, statuses: filter.statuses, since: filter.since, until: filter.until,
                    after: after, limit: UInt16(limit))
                do throws(ClientError) {
                    return .success(try client.ask(partition: partition, .list(query), timeout: timeout))
                } catch {
                    return .failure(error)
                }
            }
        }
        switch outcome {
        case .failure(let error): throw LogFailure.error(error)
        case .success(let answer):
            do throws(JSONError) {
                return try InstancePage(answer)
            } catch {
                throw CommandError(.internal, "a list that cannot be read: \(error)")
            }
        }
    }

    private init(_ answer: [UInt8]) throws(JSONError) {
        let bytes = answer.span.bytes
        (rows, next) = try bytes.withUnsafeBytes { (bytes) throws(JSONError) in
            var rows: [Row] = []
            if let range = try JSON.member(Array("instances".utf8), in: bytes) {
                let list = UnsafeRawBufferPointer(rebasing: bytes[range])
                var elements = try JSONElements(list)
                while let element = try elements.next() {
                    let row = UnsafeRawBufferPointer(rebasing: list[element])
                    rows.append(
                        Row(
                            id: try InstancePage.text("instance", row),
                            status: String(decoding: try InstancePage.text("status", row), as: UTF8.self),
                            json: Array(row)))
                }
            }
            let next = try JSON.member(Array("next".utf8), in: bytes)
            return (
                rows,
                try next.map { range throws(JSONError) in
                    try JSON.string(UnsafeRawBufferPointer(rebasing: bytes[range]))
                }
            )
        }
    }

    private static func text(_ name: String, _ row: UnsafeRawBufferPointer) throws(JSONError) -> [UInt8] {
        guard let range = try JSON.member(Array(name.utf8), in: row) else { return [] }
        return try JSON.string(UnsafeRawBufferPointer(rebasing: row[range]))
    }
}
