import Glibc

extension Phase {
    /// Has the checker judge, and takes its counts over.
    func check() throws(ChaosError) {
        say("checking")
        let log = "\(place.folder)/check.log"
        let ledgers = try ledgers().flatMap { ["--ledger", $0] }
        let command =
            place.network.inside("client") + [
                place.runner, "check", "--brokers", place.brokers(plan.brokers), "--application", place.application,
                "--published", place.published, "--partitions", "\(place.partitions)", "--effects", place.effects,
                "--patience", "300",
            ] + ledgers
        var code = try judge(command, log)
        if code != 0, try repair() {
            report.repairs += 1
            code = try judge(command, log)
        }
        let text = try TextFile.read(log)
        for word in text.split(separator: "\n").last?.split(separator: " ") ?? [] {
            let parts = word.split(separator: "=")
            guard parts.count == 2, let number = Int(parts[1]) else { continue }
            switch parts[0] {
            case "events": report.events = number
            case "instances": report.instances = number
            case "executions": report.executions = number
            case "lost": report.lost = number
            case "doubled": report.doubled = number
            default: break
            }
        }
        if code != 0 { report.problems.append("the check ended with \(code); see \(log):\n\(text)") }
    }

    private func ledgers() throws(ChaosError) -> [String] {
        guard let folder = opendir(place.folder) else { throw ChaosError("cannot read \(place.folder)") }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix("ledger") { names.append("\(place.folder)/\(name)") }
        }
        return names.sorted()
    }

    private func judge(_ command: [String], _ log: String) throws(ChaosError) -> Int32 {
        unlink(log)
        let process = try Offspring(command, output: log)
        var end: Offspring.End?
        try wait("the check", seconds: 600) {
            end = process.poll()
            return end != nil
        }
        guard case .exited(let code) = end else { throw ChaosError("the check: \(end!); see \(log)") }
        return code
    }

    /// Ends transactions that hang: Kafka's brokers can leave one behind when they are killed.
    ///
    /// - Returns: whether there was one.
    private func repair() throws(ChaosError) -> Bool {
        let log = "\(place.folder)/doctor.log"
        let process = try Offspring(
            place.network.inside("client") + [
                place.node, "doctor", "--repair", "--brokers", place.brokers(plan.brokers), "--application",
                place.application,
            ] + (plan.brokers == 1 ? ["--single-broker"] : []), output: log)
        var end: Offspring.End?
        try wait("the doctor", seconds: 120) {
            end = process.poll()
            return end != nil
        }
        return try TextFile.read(log).contains("was aborted")
    }

    /// Stops the nodes, with nothing broken: each must commit everything.
    func stop() throws(ChaosError) {
        let before = nodes.reduce(0) { $0 + $1.stops.clean }
        for node in nodes { node.stopForGood(Monotonic.now()) }
        try wait("the nodes stop", seconds: 120) {
            nodes.reduce(0) { $0 + $1.stops.clean } >= before + nodes.count || nodes.contains { !$0.unexpected.isEmpty }
        }
    }
}
