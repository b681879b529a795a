import SluiceEngine
import SluiceKafka
import SluiceKernel

/// All settings of a process, with their defaults. `config/sluice.yaml` explains each; ``SettingsTable`` reads them.
struct Settings: Sendable {
    /// The data folder.
    var data = ".sluice"
    /// A folder or file of definitions that `dev` and `run` deploy; empty: none.
    var definitions = ""
    var log = LogSettings()
    var node = NodeSettings()
    var embedded = EmbeddedSettings()
    var kafka = GroupSettings()
    var socket = SocketSettings()
    var http = HTTPSettings()
    var ingest = IngestSettings()
    /// Topics of others that a node on Kafka feeds from: rules in their order.
    var sources: [SourceRule] = []
}

struct LogSettings: Sendable {
    var level = "info"
    var format = "text"
}

/// The embedded log. Sizes are bytes, times milliseconds.
struct EmbeddedSettings: Sendable {
    var partitions = 16
    var slots = 4
    var queueBytes = 64 << 20
    var groupBytes = 4 << 20
    var tailBytes = 16 << 20
    var memtableBytes = 16 << 20
    var blockCacheBytes = 32 << 20
    var backgroundJobs = 2
    var openFiles = 400
    var reserveBytes = 64 << 20
    var isCompressed = true
    var retention: Int64 = 7 * 86_400_000
    /// 0: no limit.
    var retentionBytes = 0
}

/// The brokers, and how an application's log on them is cut. Times are milliseconds.
struct GroupSettings: Sendable {
    /// `host:port`, comma-separated; empty: none.
    var brokers = ""
    var application = "sluice"
    var partitions = 16
    var slots = 8
    var replication = 3
    var isSingleBroker = false
    var replayHorizon: Int64 = 7 * 86_400_000
    var replyPartitions = 8
    var sessionTimeout: Int64 = 45_000
    var transactionTimeout: Int64 = 10_000
    var patience: Int64 = 60_000
    var security = KafkaSecurity()
}

struct SocketSettings: Sendable {
    var connections = 64
    var requestBytes = 16 << 20
    /// How long a connection may stay silent, milliseconds.
    var idleTime: Int64 = 600_000
}

struct HTTPSettings: Sendable {
    /// `host:port`; empty: nowhere.
    var listen = "127.0.0.1:9464"
}

struct IngestSettings: Sendable {
    /// Bytes appended and not yet confirmed.
    var inFlightBytes = 16 << 20
    /// The largest line, bytes.
    var lineBytes = 1 << 20
}
