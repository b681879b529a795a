import Glibc
import Synchronization

/// The broker of this test run: started with the first test that asks, killed and its data removed when the run is over,
/// however it ends.
enum Broker {
    static var isAvailable: Bool { getenv("KAFKA_HOME") != nil || given != nil }
    static let reason = "set KAFKA_HOME (docs/kafka.md)"

    /// Brokers that run already: these tests break none.
    private static var given: String? { getenv("SLUICE_TEST_BROKERS").map { String(cString: $0) } }

    /// Whether the broker is this test run's, to be broken.
    static var isOwn: Bool { isAvailable && given == nil }

    /// Sends a signal to the broker that is this test run's.
    static func signal(_ signal: Int32) throws {
        guard let file = fopen("\(folder)/pid", "r") else { throw ChildProcess.Failure(description: "no broker") }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 32)
        _ = fgets(&buffer, 32, file)
        let digits = buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }.filter(\.isNumber)
        guard let id = pid_t(digits), Glibc.kill(id, signal) == 0 else {
            throw ChildProcess.Failure(description: "no broker with id '\(digits)'")
        }
    }

    /// Where processes of the tests write; gone with the broker.
    static var output: String { given == nil ? "\(folder)/node.log" : "/dev/null" }
    private static var folder: String { "/tmp/sluice-kafka-\(getpid())" }

    private static let started = Mutex<Result<String, ChildProcess.Failure>?>(nil)

    /// Its address.
    static func address() throws -> String {
        let result = started.withLock { started in
            if let started { return started }
            let result: Result<String, ChildProcess.Failure>
            do {
                result = .success(try start())
            } catch let failure as ChildProcess.Failure {
                result = .failure(failure)
            } catch {
                result = .failure(ChildProcess.Failure(description: "\(error)"))
            }
            started = result
            return result
        }
        return try result.get()
    }

    /// Top of the clone, from where this file lies.
    static let root = String(#filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined())

    private static func start() throws -> String {
        if let given { return given }
        let port = try freePort(count: 2)
        let process = try ChildProcess(
            "\(root)/scripts/kafka-broker",
            ["up", "--port", "\(port)", "--dir", folder, "--while", "\(getpid())"], output: "/dev/null")
        guard process.wait() == .exited(0) else {
            throw ChildProcess.Failure(description: "scripts/kafka-broker up failed; see \(folder)/broker.log")
        }
        return "127.0.0.1:\(port)"
    }

    /// The first of so many ports in a row that are free.
    static func freePort(count: UInt16) throws -> UInt16 {
        for _ in 0..<200 {
            let port = UInt16.random(in: 20_000..<30_000)
            if (port..<port + count).allSatisfy({ isFree($0) }) { return port }
        }
        throw ChildProcess.Failure(description: "no free port")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
