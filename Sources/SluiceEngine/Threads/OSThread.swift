#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A thread of the operating system: lanes and pools run to completion on one, with no hop and no suspension.
package struct OSThread: Sendable {
    private let handle: pthread_t

    /// Starts a thread. `name` shows in tools; 15 bytes of it count.
    package static func start(_ name: String, _ body: @escaping @Sendable () -> Void) -> OSThread {
        let box = Unmanaged.passRetained(Body(name: String(name.prefix(15)), run: body))
        var handle = pthread_t()
        let status = pthread_create(
            &handle, nil,
            { argument in
                let body = Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue()
                OSThread.nameCurrent(body.name)
                body.run()
                return nil
            }, box.toOpaque())
        precondition(status == 0, "the system gives no thread: error \(status)")
        return OSThread(handle: handle)
    }

    /// Nobody will join it: what the system keeps of it goes when it ends.
    package func detach() { pthread_detach(handle) }

    /// Waits until the thread has ended.
    package func join() { pthread_join(handle, nil) }

    /// By the file system, since the C call is hidden from Swift. A thread without a name is no failure.
    private static func nameCurrent(_ name: String) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        var name = name
        name.withUTF8 { _ = write(file, $0.baseAddress, $0.count) }
        close(file)
    }

    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void
        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }
}
