#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// What coding keeps from one value to the next, one for each thread: buffers, and what is known of types.
final class JSONScratch {
    let tape = JSONTape()
    let writer = JSONWriter()
    private var isReading = false
    private var isWriting = false
    /// Owned by this scratch.
    let types = UnsafeMutablePointer<JSONTypeCache>.allocate(capacity: 1)

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        #if canImport(Darwin)
        let made = pthread_key_create(&key) { Unmanaged<JSONScratch>.fromOpaque($0).release() }
        #else
        let made = pthread_key_create(&key) { value in
            if let value { Unmanaged<JSONScratch>.fromOpaque(value).release() }
        }
        #endif
        precondition(made == 0, "no thread-local key is left in this process")
        return key
    }()

    init() { types.initialize(to: JSONTypeCache()) }

    deinit {
        types.deinitialize(count: 1)
        types.deallocate()
    }

    private static var ofThread: JSONScratch {
        if let value = pthread_getspecific(key) {
            return Unmanaged<JSONScratch>.fromOpaque(value).takeUnretainedValue()
        }
        let made = JSONScratch()
        pthread_setspecific(key, Unmanaged.passRetained(made).toOpaque())
        return made
    }

    /// Lends the thread's tape, or a new one to reading within reading.
    static func reading<Result>(_ body: (JSONScratch) throws -> Result) rethrows -> Result {
        let scratch = ofThread
        guard !scratch.isReading else { return try body(JSONScratch()) }
        scratch.isReading = true
        defer { scratch.isReading = false }
        return try body(scratch)
    }

    /// Lends the thread's writer, or a new one to writing within writing.
    static func writing<Result>(_ body: (JSONWriter) throws -> Result) rethrows -> Result {
        let scratch = ofThread
        guard !scratch.isWriting else { return try body(JSONWriter()) }
        scratch.isWriting = true
        defer { scratch.isWriting = false }
        return try body(scratch.writer)
    }
}
