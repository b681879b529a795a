import CRdKafka
import SluiceEngine

/// A client for asking about the cluster and changing it. Of the consumers' kind: those make no topic by asking for it.
struct AdminClient {
    let handle: KafkaHandle

    /// Waits until a broker answers.
    ///
    /// - Parameter patience: milliseconds; nil: as the settings say.
    /// - Throws: `denied` with the broker's words as soon as it refuses us, `unavailable` with what was heard last.
    init(_ settings: KafkaSettings, patience: Int64? = nil, sink: any LogSink) throws(LogError) {
        let place = "connecting to \(settings.bootstrap)"
        do throws(KafkaError) {
            handle = try KafkaHandle(RD_KAFKA_CONSUMER, settings.admin(), ClientContext(name: "admin", sink: sink))
        } catch { throw LogError(error, place) }
        let deadline = Clock.monotonic() + (patience ?? settings.patience) * 1_000
        while true {
            do throws(KafkaError) {
                _ = try handle.brokers(timeout: 1_000)
                return
            } catch {
                handle.poll(timeout: 0)
                if let refusal = handle.context.refusal {
                    handle.close()
                    throw LogError(refusal, place)
                }
                if error.mayPass, Clock.monotonic() < deadline { continue }
                let last = handle.context.last.map { "; last heard: \($0)" } ?? ""
                handle.close()
                throw LogError(error.mayPass ? .unavailable : .io, "\(place): \(error)\(last)")
            }
        }
    }

    func close() { handle.close() }
}
