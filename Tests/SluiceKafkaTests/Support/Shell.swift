import Glibc

/// Runs commands as a person would at a prompt.
enum Shell {
    /// - Returns: the exit code, and what the command wrote.
    static func run(_ command: String) throws -> (code: Int32, output: String) {
        let file = "/tmp/sluice-shell-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        defer { unlink(file) }
        let end = try ChildProcess("/bin/bash", ["-c", command], output: file).wait()
        let text = read(file)
        guard case .exited(let code) = end else { return (-1, text) }
        return (code, text)
    }

    static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func has(_ program: String) -> Bool { (try? run("command -v \(program)").code) == 0 }

    /// An interpreter that has confluent-kafka: made for this run, in a folder of its own. nil: it cannot be had.
    static let python: String? = {
        let folder = "/tmp/sluice-python-\(getpid())"
        guard has("python3") else { return nil }
        let made = try? run(
            "python3 -m venv \(folder) && \(folder)/bin/pip install -q confluent-kafka "
                + "&& \(folder)/bin/python -c 'import confluent_kafka'")
        guard made?.code == 0 else {
            _ = try? run("rm -rf \(folder)")
            return nil
        }
        // Gone with this process, however it ends.
        _ = try? run(
            "(while kill -0 \(getpid()); do sleep 1; done; rm -rf \(folder)) >/dev/null 2>&1 </dev/null & disown")
        return "\(folder)/bin/python"
    }()
}
