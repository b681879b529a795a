import CRdKafka
import SluiceEngine

/// A partition that is being read: confined to the reading thread.
struct FedReading {
    let topic: String
    let partition: Int
    let queue: OpaquePointer
    /// Where it was begun.
    let sought: Int64
    /// Behind the last record that was read.
    var next: Int64
}
