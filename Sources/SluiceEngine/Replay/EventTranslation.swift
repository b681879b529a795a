package import SluiceKernel

/// Stands between a log and a fold: gives it other events than the log holds. Of replays alone; confined to their lane's thread.
package protocol EventTranslation: AnyObject {
    /// What is to be folded in place of an entry. What it points to is valid until the next call.
    func translate(_ event: Event, _ admission: Admission, in fold: PartitionFold) -> Event
}
