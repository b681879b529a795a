/// What few instances have: kept apart, so that the many stay small.
package struct InstanceExtras: Equatable {
    /// 128-bit hashes of the ids of recent signals and commands, oldest first: the dedup window.
    package var recentIDs: [StateHash] = []
    /// Who waits for the end. At most ``maximumWaiters``.
    package var waiters: [ReplyAddress] = []
    /// Last failure of steps that retry, are sidelined or failed, ascending by step.
    package var failures: [StepFailure] = []
    /// Why the instance failed or was cancelled: text.
    package var reason: [UInt8] = []

    package static let maximumWaiters = 16
    /// Bytes kept of a reason or a failure's message: they share the instance's cell.
    package static let longestText = 512

    package var isEmpty: Bool { recentIDs.isEmpty && waiters.isEmpty && failures.isEmpty && reason.isEmpty }

    package init() {}

    /// About what they occupy in memory.
    var footprint: Int {
        failures.reduce(256 + recentIDs.count * 16 + waiters.count * 24 + reason.count) {
            $0 + 96 + $1.type.count + $1.message.count
        }
    }

    package struct StepFailure: Equatable {
        package var step: UInt16
        package var type: [UInt8]
        package var message: [UInt8]
    }

    /// At most `limit` bytes of `bytes`, cut between characters and made sound UTF-8.
    package static func text(_ bytes: [UInt8], _ limit: Int) -> [UInt8] {
        var end = min(bytes.count, limit)
        while end > 0 && end < bytes.count && bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return Array(String(decoding: bytes[..<end], as: UTF8.self).utf8)
    }

    package mutating func setFailure(step: UInt16, type: [UInt8], message: [UInt8]) {
        let failure = StepFailure(
            step: step, type: InstanceExtras.text(type, InstanceExtras.longestText / 4),
            message: InstanceExtras.text(message, InstanceExtras.longestText))
        if let index = failures.firstIndex(where: { $0.step >= step }) {
            if failures[index].step == step { failures[index] = failure } else { failures.insert(failure, at: index) }
        } else {
            failures.append(failure)
        }
    }

    package mutating func clearFailure(step: UInt16) { failures.removeAll { $0.step == step } }
}
