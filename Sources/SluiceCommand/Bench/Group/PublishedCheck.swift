import SluiceEngine

/// Whether each instance has published once, seen from outside.
struct PublishedCheck {
    let application: GroupApplication
    /// Of the ids, which go on with a number below ``count``.
    let prefix: String
    let count: Int

    /// - Throws: when a record is missing, or there twice.
    func check() throws {
        let prefix = Array(self.prefix.utf8)
        var given = [Int](repeating: 0, count: count)
        var records = 0
        let topic = CommittedTopic(name: application.published, settings: application.settings)
        try topic.forEach { record, batch in
            records += 1
            batch.withParts(of: record) { key, _, _ in
                if let number = InstanceNumber.of(key, prefix: prefix), number < count { given[number] += 1 }
            }
        }
        guard records == count, given.allSatisfy({ $0 == 1 }) else {
            throw CommandError(
                .no, "\(count) instances have published \(records) records, of \(given.count { $0 > 0 }) instances")
        }
    }
}
