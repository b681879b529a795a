/// Where and how a `publish` step gives its record out.
package struct PublishSettings: Equatable, Sendable {
    /// The whole name of a topic, 1-249 bytes of `[A-Za-z0-9_.-]`.
    package var topic: String
    /// CEL that gives text, a number or a bool. nil: the instance id.
    package var key: String?
    /// `ce_type`, 1-255 bytes. nil: `<workflow>.<step>`.
    package var type: String?
    /// In the order in which they are written; the values are CEL, as of ``key``, and one that is `null` leaves its header out.
    package var headers: [PublishHeader] = []
    package var delivery = PublishDelivery.exactlyOnce

    package init(topic: String) { self.topic = topic }
}

package struct PublishHeader: Equatable, Sendable {
    /// 1-64 bytes of `[A-Za-z0-9_.-]`, and none of those that the engine writes.
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// When a record goes out.
package enum PublishDelivery: String, Equatable, Sendable, CaseIterable {
    /// With the checkpoint that covers its step, in one transaction: a reader of committed records sees it once.
    case exactlyOnce = "exactly once"
    /// As soon as the step is folded, and again when that is folded again: it has the same id then.
    case atLeastOnce = "at least once"
}
