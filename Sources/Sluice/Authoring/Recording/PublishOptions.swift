internal import SluiceExpressions
internal import SluiceKernel

/// What a call of `publish` says beside its values.
struct PublishOptions {
    var name: String
    var onFailure: FailurePolicy
    var settings: PublishSettings

    init(
        _ name: String, _ topic: String, _ type: String?, _ headers: KeyValuePairs<String, String>,
        _ delivery: Delivery, _ onFailure: FailurePolicy
    ) {
        self.name = name
        self.onFailure = onFailure
        settings = PublishSettings(topic: topic)
        settings.type = type
        settings.headers = headers.map { PublishHeader(name: $0.key, value: PublishOptions.literal($0.value)) }
        settings.delivery = delivery.kernel
    }

    /// A text as an expression: what JSON escapes, CEL reads.
    private static func literal(_ text: String) -> String {
        var bytes: [UInt8] = []
        SluiceExpressions.JSONWriter.string(text, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
