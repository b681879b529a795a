import SluiceEngine
import SluiceKernel

extension Client {
    /// Whether a partition says that these workflows are active, and that none waits to be.
    func hasActive(_ workflows: [String], partition: Int = 0) -> Bool {
        guard let answer = try? ask(partition: partition, .definitions, timeout: 2_000) else { return false }
        let text = String(decoding: answer, as: UTF8.self)
        return workflows.allSatisfy { text.contains("\"workflow\":\"\($0)\"") } && !text.contains("\"activation\":-1")
    }
}
