/// Something that goes wrong, and for how long, milliseconds.
package enum Fault: Hashable, Sendable {
    /// kill -9 of a node, which is started again after `down`; with its local store wiped or not.
    case kill(down: Int, wiping: Bool)
    /// SIGSTOP of a node, and SIGCONT.
    case pause(Int)
    /// The cable between a node and the brokers is pulled, and put back.
    case cut(Int)
    /// SIGTERM of a node, which is started again once it has ended.
    case restart
    /// kill -9 of a broker, which is started again after `down`.
    case killBroker(down: Int)
    /// An instance that kills its nodes is sent.
    case poison(Kind)
}
