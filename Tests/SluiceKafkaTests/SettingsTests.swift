import SluiceEngine
import Testing

@testable import SluiceKafka

/// What is refused before a broker is asked for.
@Suite struct SettingsTests {
    @Test(arguments: [-1, 0, 1_025, Int.max])
    func `partitions of replies that no answer could go to are refused`(partitions: Int) {
        var settings = KafkaSettings(
            bootstrap: "127.0.0.1:1", application: "refused", shape: LogShape(partitions: 1, slots: 1))
        settings.replyPartitions = partitions
        let error = #expect(throws: LogError.self) { _ = try KafkaLog.connect(settings) }
        #expect(error?.code == .invalidSettings)
        #expect(
            error?.message.hasPrefix("replyPartitions is \(partitions); it takes 1 to 1024") == true, "\(error as Any)")
    }

    @Test(arguments: [1, 8, 1_024]) func `others are taken`(partitions: Int) throws {
        var settings = KafkaSettings(
            bootstrap: "127.0.0.1:1", application: "taken", shape: LogShape(partitions: 1, slots: 1))
        settings.replyPartitions = partitions
        try settings.check()
    }
}
