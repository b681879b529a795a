/// Says what a record of a topic that is fed stands for. Pure: it depends on the record and on what the mapper was made of.
package protocol RecordMapper: Sendable {
    /// Calls `body` for each event, in order, at most ``RecordReader/maximumEntries`` times; not at all: the record is passed
    /// over. What an event points to is valid during the call.
    func map(_ record: FedRecord, _ body: (MappedEntry) -> Void)
}

/// What one entry of a record stands for.
package enum MappedEntry {
    /// A start or a signal.
    case event(Event)
    /// It stands for no event, and becomes a dead letter with this reason.
    case refused(String)
}
