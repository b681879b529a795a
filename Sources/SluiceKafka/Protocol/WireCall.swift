/// A request of the Kafka protocol in the version that is spoken here: one that brokers of Kafka 3.9 and of 4 know.
struct WireCall {
    let key: Int16
    let version: Int16
    let isFlexible: Bool

    static let metadata = WireCall(key: 3, version: 8, isFlexible: false)
    /// The first of its versions that tells a topic's id and takes a name.
    static let identities = WireCall(key: 3, version: 12, isFlexible: true)
    static let findCoordinator = WireCall(key: 10, version: 1, isFlexible: false)
    static let describeGroups = WireCall(key: 15, version: 3, isFlexible: false)
    static let saslHandshake = WireCall(key: 17, version: 1, isFlexible: false)
    static let initProducerID = WireCall(key: 22, version: 1, isFlexible: false)
    static let writeTransactionMarkers = WireCall(key: 27, version: 1, isFlexible: true)
    static let saslAuthenticate = WireCall(key: 36, version: 0, isFlexible: false)
    static let describeProducers = WireCall(key: 61, version: 0, isFlexible: true)
    static let describeTransactions = WireCall(key: 65, version: 0, isFlexible: true)
    static let listTransactions = WireCall(key: 66, version: 0, isFlexible: true)
}
