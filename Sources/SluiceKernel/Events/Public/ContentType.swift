/// What a record says of its value.
enum ContentType {
    /// The data itself: JSON, which is what a record is taken for that says nothing.
    case json
    /// A whole CloudEvent as one JSON object.
    case structured

    /// - Parameter text: a media type with its parameters, of which none matters: JSON is UTF-8.
    init(_ text: UnsafeRawBufferPointer?) throws(PublicRecordError) {
        guard let text, !text.isEmpty else {
            self = .json
            return
        }
        let whole = String(decoding: text.prefix(CloudEvent.longestAttribute), as: UTF8.self)
        let type = whole.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        switch type {
        case "application/json", "text/json": self = .json
        case "application/cloudevents+json": self = .structured
        case _ where type.hasPrefix("application/cloudevents"):
            throw PublicRecordError(
                "content-type \(whole.quotedForMessage) is not understood: of CloudEvents there is binary mode, and "
                    + "structured mode in JSON")
        case _ where type.hasSuffix("+json"): self = .json
        default:
            throw PublicRecordError(
                "content-type \(whole.quotedForMessage) is not understood: data is application/json")
        }
    }
}
