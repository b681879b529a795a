import Glibc

/// Where one thread sleeps until another has something for it. A wake that comes first is kept.
final class Parker: @unchecked Sendable {
    // The pointer never changes; the semaphore guards itself.
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func park() {
        while sem_wait(semaphore) != 0 && errno == EINTR {}
    }

    func unpark() { sem_post(semaphore) }
}
