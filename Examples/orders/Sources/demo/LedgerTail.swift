import Foundation

/// Follows the ledger while it grows, and counts.
final class LedgerTail {
    private let file: Int32
    private var offset: off_t = 0
    private var rest = ""
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)

    private(set) var starts: [Int32: Int] = [:]
    private(set) var finishes: [Int32: Int] = [:]
    private(set) var shipped = 0

    init(path: String) throws {
        file = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0o644)
        if file < 0 { throw DemoError("cannot open \(path)") }
    }

    deinit { close(file) }

    var executions: Int { starts.values.reduce(0, +) }

    /// Bodies that `process` began and did not end.
    func running(in process: Int32) -> Int { (starts[process] ?? 0) - (finishes[process] ?? 0) }

    /// Takes in what was added.
    func read() {
        while true {
            let count = pread(file, &buffer, buffer.count, offset)
            guard count > 0 else { return }
            offset += off_t(count)
            let text = rest + String(decoding: buffer[..<count], as: UTF8.self)
            let end = text.utf8.lastIndex(of: UInt8(ascii: "\n")).map { text.utf8.index(after: $0) } ?? text.startIndex
            rest = String(text[end...])
            for line in LedgerLine.lines(text[..<end]) {
                guard let line = LedgerLine(line) else { continue }
                switch line.what {
                case .start: starts[line.process, default: 0] += 1
                case .end:
                    finishes[line.process, default: 0] += 1
                    if line.step == "ship" { shipped += 1 }
                case .failure: finishes[line.process, default: 0] += 1
                }
            }
        }
    }
}
