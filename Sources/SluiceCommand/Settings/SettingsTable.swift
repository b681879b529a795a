import SluiceEngine
import SluiceKafka

/// Every setting: from this come the reader, its refusals, and `config/sluice.yaml`.
enum SettingsTable {
    static let sections: [(name: String, what: String)] = [
        ("log", "Log lines on stderr."),
        ("node", "How a node folds. Nothing here changes what the fold does."),
        ("tasks", "The pool that runs in-process tasks."),
        ("embedded", "The embedded log: events and state on RocksDB in the data folder."),
        (
            "kafka",
            """
            The log on Kafka: what 'sluice node' works on, and what other verbs ask when no data folder is named. docs/kafka.md tells \
            more.
            """
        ),
        ("socket", "The unix socket in the data folder, by which other terminals talk to 'sluice dev'."),
        ("http", "The listener of 'sluice node' for metrics and health checks; docs/metrics.md has them all."),
        ("ingest", "Files to events."),
    ]

    private static let size = 4_096...(1 << 40)

    static let all: [Setting] = [
        Setting("data", .text(\.data), "The data folder. --data overrides it."),
        Setting(
            "definitions", .text(\.definitions),
            "A folder (or file) of workflow documents that 'dev' and 'run' deploy. --definitions overrides it."),

        Setting("log.level", .choice(["debug", "info", "warning", "error"], \.log.level), "Lines from this level on."),
        Setting(
            "log.format", .choice(["text", "json"], \.log.format), "logfmt for people, or one JSON object a line."),

        Setting(
            "node.id", .text(\.node.id),
            "What a node of a group is called, 1 to 255 bytes; each has an id of its own, and keeps it when it is started again. Empty: host name and a hash of the data folder."
        ),
        Setting(
            "node.drain_time", .duration(1...3_600_000, \.node.drainTime),
            "How long a stopping node lets running tasks end."),
        Setting(
            "node.checkpoint_interval", .duration(1...3_600_000, \.node.lane.checkpointInterval),
            "A checkpoint at least this often while anything changed: longer writes less, and a restart folds more again."
        ),
        Setting(
            "node.output_interval", .duration(1...3_600_000, \.node.lane.outputInterval),
            """
            Earlier, when outcomes or published records wait, nothing is unread, and at most a thousand instances of a lane changed or no task of it runs.
            """),
        Setting(
            "node.dirty_instances", .count(100...10_000_000, \.node.lane.dirtyInstances),
            "Earlier, when this many instances changed, over all lanes; in a lane, twice its share stops the fetching."),
        Setting(
            "node.dirty_bytes", .bytes(size, \.node.lane.dirtyBytes),
            """
            Earlier, when about this much changed, over all lanes; in a lane, twice its share stops the fetching. Up to \
            twice as much memory is kept for what comes next.
            """),
        Setting(
            "node.cache_bytes", .bytes(size, \.node.lane.cacheBytes),
            "Decoded instances kept in memory, over all lanes."),
        Setting("node.poll_bytes", .bytes(size, \.node.lane.pollBytes), "Read by a lane in one round."),
        Setting(
            "node.waiting_tasks", .count(1...1_000_000, \.node.lane.waitingTasks),
            "Pending tasks that a queue keeps in memory; more wait in the store."),
        Setting(
            "node.batch_events", .count(1...1_000_000, \.node.lane.batchEvents),
            "Events of 'batch' that are fed ahead of what is folded, over all lanes; a sixteenth of it while others ask for something."
        ),
        Setting(
            "node.batch_tasks", .count(1...1_000_000, \.node.lane.batchTasks),
            "Attempts under way, over all lanes, from which on nothing of 'batch' is fed; a sixteenth of it while others ask for something."
        ),
        Setting(
            "node.source_events", .count(1...1_000_000, \.node.lane.sourceEvents),
            "Events of sources that are fed ahead of what is folded, over all lanes."),
        Setting(
            "node.waiting_callers", .count(1...1_000_000, \.node.waitingCallers),
            "Callers that may wait for an answer at once; the next is turned away."),

        Setting(
            "tasks.threads", .count(1...1_024, \.node.pool.threads),
            "Threads that are always there; synchronous bodies run on them."),
        Setting(
            "tasks.maximum_threads", .count(1...1_024, \.node.pool.maximumThreads),
            "Threads at most: more start while bodies block and others wait."),
        Setting(
            "tasks.queued", .count(0...1_000_000, \.node.pool.queued),
            "Attempts of one task that may wait beyond its concurrency."),
        Setting(
            "tasks.queued_bytes", .bytes(size, \.node.pool.queuedBytes),
            "No more of one task wait once those that do are given this much."),
        Setting(
            "tasks.idle_time", .duration(1...86_400_000, \.node.pool.idleTime),
            "A thread beyond 'threads', or one for asynchronous bodies, ends when it has had nothing to do for this long."
        ),
        Setting("tasks.batch", .count(1...100_000, \.node.pool.batch), "Attempts that a thread takes at once."),

        Setting(
            "embedded.partitions", .count(1...1_024, \.embedded.partitions),
            "Partitions of a data folder that is made anew. Fixed from then on."),
        Setting(
            "embedded.slots", .count(1...1_024, \.embedded.slots),
            "Lanes, each a thread: 'partitions' is a multiple of it. Fixed when the folder is made."),
        Setting(
            "embedded.queue_bytes", .bytes(size, \.embedded.queueBytes),
            "Appends that wait to be written; above it none is taken."),
        Setting(
            "embedded.group_bytes", .bytes(size, \.embedded.groupBytes), "A group with one sync closes at this size."),
        Setting(
            "embedded.tail_bytes", .bytes(size, \.embedded.tailBytes),
            "The newest events kept in memory, so that lanes that keep up never read the disk."),
        Setting(
            "embedded.memtable_bytes", .bytes(size, \.embedded.memtableBytes), "One RocksDB memtable, of three each."),
        Setting("embedded.block_cache_bytes", .bytes(size, \.embedded.blockCacheBytes), "Blocks read from files."),
        Setting(
            "embedded.background_jobs", .count(1...64, \.embedded.backgroundJobs), "Threads that flush and compact."),
        Setting(
            "embedded.open_files", .count(16...1_000_000, \.embedded.openFiles), "Files kept open by each database."),
        Setting(
            "embedded.reserve_bytes", .bytes(0...(1 << 40), \.embedded.reserveBytes),
            "Appends fail before the file system has less than this left, so that checkpoints still have room."),
        Setting("embedded.compressed", .flag(\.embedded.isCompressed), "LZ4 in table files."),
        Setting(
            "embedded.retention", .duration(1...315_360_000_000, \.embedded.retention),
            "Events, outcomes and dead letters are kept this long. Never deleted above the last checkpoint."),
        Setting(
            "embedded.retention_bytes", .bytes(0...(1 << 40), \.embedded.retentionBytes),
            "Not longer than until a partition of one of these topics has this much in files. 0: as long as their age allows."
        ),
        Setting(
            "embedded.retention_interval", .duration(1...86_400_000, \.node.maintenanceInterval),
            "How often what is no longer kept is deleted, in the background."),

        Setting(
            "kafka.brokers", .text(\.kafka.brokers),
            "Addresses of brokers, HOST:PORT, separated by commas; the others are found through them. --brokers overrides it."
        ),
        Setting(
            "kafka.application", .text(\.kafka.application),
            "Prefix of topics, of the consumer group and of transactional ids. --application overrides it."),
        Setting(
            "kafka.partitions", .count(1...1_024, \.kafka.partitions),
            "Partitions of an application that is made anew. Fixed for ever."),
        Setting(
            "kafka.slots", .count(1...1_024, \.kafka.slots),
            "Lanes that nodes share; 'partitions' is a multiple of it. Fixed until all nodes are stopped."),
        Setting(
            "kafka.replication", .count(2...9, \.kafka.replication),
            "Copies of each partition: topics are made with as many, and refused with fewer."),
        Setting(
            "kafka.single_broker", .flag(\.kafka.isSingleBroker),
            """
            One copy of everything, on one broker: whoever loses its disk has lost what was acknowledged. --single-broker says so, \
            too.
            """),
        Setting(
            "kafka.replay_horizon", .duration(1...315_360_000_000, \.kafka.replayHorizon),
            "Events that a checkpoint covers are kept this long, for replays; those that none covers always."),
        Setting(
            "kafka.reply_partitions", .count(1...1_024, \.kafka.replyPartitions),
            "Partitions of 'replies': processes that ask share them."),
        Setting(
            "kafka.session_timeout", .duration(6_000...1_800_000, \.kafka.sessionTimeout),
            "How long a slot's member of the consumer group may be silent. Long, so that a broker's restart expires nobody."
        ),
        Setting(
            "kafka.transaction_timeout", .duration(1_000...900_000, \.kafka.transactionTimeout),
            "After this the broker aborts a checkpoint whose owner is gone and whose slot nobody took."),
        Setting(
            "kafka.patience", .duration(1_000...3_600_000, \.kafka.patience),
            "How long the opening of a slot may stand still before it is tried again."),
        Setting(
            "kafka.tls", .flag(\.kafka.security.isEncrypted),
            "Encrypted connections, to brokers that show a certificate for their host name."),
        Setting(
            "kafka.tls_ca", .text(\.kafka.security.authorities),
            "PEM file of the authorities that sign the brokers' certificates; empty: those of the system."),
        Setting(
            "kafka.tls_certificate", .text(\.kafka.security.certificate),
            "PEM file of this program's certificate, for brokers that ask for one; empty: none."),
        Setting(
            "kafka.tls_key", .text(\.kafka.security.key),
            "Where its private key is, in PEM: file:PATH or env:NAME. A secret is never written here."),
        Setting(
            "kafka.tls_key_password", .text(\.kafka.security.keyPassword),
            "Where the password of an encrypted key is: file:PATH or env:NAME; empty: it is not encrypted."),
        Setting(
            "kafka.sasl_mechanism", .choice([""] + KafkaSecurity.mechanisms, \.kafka.security.mechanism),
            "How user name and password are shown; empty: there are none. Kafka 4 and librdkafka before 2.6.1 share no SCRAM."
        ),
        Setting("kafka.sasl_username", .text(\.kafka.security.username), "The user's name."),
        Setting(
            "kafka.sasl_password", .text(\.kafka.security.password),
            "Where the user's password is: file:PATH or env:NAME. A secret is never written here."),

        Setting("socket.connections", .count(1...10_000, \.socket.connections), "Clients at once."),
        Setting("socket.request_bytes", .bytes(size, \.socket.requestBytes), "The largest request."),
        Setting(
            "socket.idle_time", .duration(1...86_400_000, \.socket.idleTime), "A silent client is cut off after this."),

        Setting(
            "http.listen", .text(\.http.listen),
            "ADDRESS:PORT; port 0: one that is free; empty: none. Nodes on one machine need a port each."),

        Setting(
            "ingest.in_flight_bytes", .bytes(size, \.ingest.inFlightBytes), "Appended and not yet confirmed, at most."),
        Setting("ingest.line_bytes", .bytes(size, \.ingest.lineBytes), "The largest line; a longer one is rejected."),
    ]
}
