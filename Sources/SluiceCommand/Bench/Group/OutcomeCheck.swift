import SluiceEngine
import SluiceKafka

/// Whether each instance has one committed outcome, seen from outside.
struct OutcomeCheck {
    let settings: KafkaSettings
    /// Of the ids, which go on with a number below ``count``.
    let prefix: String
    let count: Int
    /// What the value of each outcome must hold.
    var holding = #""status":"succeeded""#

    /// - Throws: when an outcome is missing, there twice, or not what it must be.
    func check() throws {
        var seen = [Bool](repeating: false, count: count)
        let (prefix, holding) = (Array(self.prefix.utf8), Array(self.holding.utf8))
        var (outcomes, repeats, wrong) = (0, 0, 0)
        try CommittedTopic(name: settings.name(of: .outcomes), settings: settings).forEach { record, batch in
            batch.withParts(of: record) { key, value, _ in
                guard let number = InstanceNumber.of(key, prefix: prefix) else { return }
                outcomes += 1
                guard number < count, holding.isEmpty || value?.firstRange(of: holding) != nil else {
                    return wrong += 1
                }
                if seen[number] { repeats += 1 }
                seen[number] = true
            }
        }
        guard outcomes == count, repeats == 0, wrong == 0 else {
            throw CommandError(
                .no, "\(count) instances have \(outcomes) outcomes, \(repeats) of them repeats and \(wrong) wrong")
        }
    }
}
