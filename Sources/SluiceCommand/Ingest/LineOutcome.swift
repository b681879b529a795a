/// What a reader of lines found next.
enum LineOutcome {
    /// A record, whole: its bytes without the line's end, and the line where it begins, from 1. Valid until the next call.
    case record(UnsafeBufferPointer<UInt8>, line: Int)
    /// A line that is no record.
    case broken(UnsafeBufferPointer<UInt8>, line: Int, reason: String)
    case end
}
