import Glibc

enum Sleep {
    static func briefly() { usleep(200) }
    static func milliseconds(_ count: Int) { usleep(UInt32(count) * 1_000) }
}
