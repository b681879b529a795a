package import SluiceKernel

/// A record of a `publish` step, as it was given out.
package struct PublishedCopy: Equatable {
    package var topic: String
    package var delivery: PublishDelivery
    package var id: String
    package var key: String
    package var value: String
    package var type: String
    /// `name=value`
    package var headers: [String]
    package var time: Int64

    package init(_ record: PublishedRecord) {
        topic = record.topic
        delivery = record.delivery
        id = String(decoding: record.id, as: UTF8.self)
        key = String(decoding: record.key, as: UTF8.self)
        value = String(decoding: record.value, as: UTF8.self)
        type = record.type
        headers = record.headers.map { "\($0.name)=\(String(decoding: $0.value, as: UTF8.self))" }
        time = record.time
    }
}
