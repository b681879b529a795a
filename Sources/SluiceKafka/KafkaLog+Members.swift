package import SluiceEngine
import Synchronization

extension KafkaLog {
    package func followMembers(waker: any Waker) throws(LogError) -> any MembersFeed {
        try MembersFollower(settings: settings, sink: sink, waker: waker)
    }

    package var shapeRevision: UInt64 { recordedRevision.withLock { $0 } }
}
