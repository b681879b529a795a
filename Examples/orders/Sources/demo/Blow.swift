import Foundation

/// One SIGKILL, and what it hit, found out after the engine was dead.
struct Blow {
    /// Task bodies at work at least, for the kill to count.
    static let leastRunning = 100

    let process: Int32
    /// Bodies that had begun and not ended, by the ledger.
    let running: Int
    let checkpointsBegun: UInt64
    let checkpointsEnded: UInt64

    var hitCheckpoint: Bool { checkpointsBegun != checkpointsEnded }
    var isHit: Bool { running >= Blow.leastRunning && hitCheckpoint }

    /// Waits for a moment at which enough bodies run and a checkpoint is being written, and kills.
    static func strike(_ engine: Engine, _ pulse: Pulse, _ ledger: LedgerTail, until deadline: Date) throws -> Blow {
        let process = engine.process
        while true {
            ledger.read()
            if ledger.running(in: process) >= leastRunning {
                // A look at the ledger is slower than a write of a checkpoint: wait for the next one with an eye on it alone.
                let patience = Date(timeIntervalSinceNow: 0.05)
                while !pulse.isWriting && Date() < patience { usleep(20) }
                if pulse.isWriting { break }
            }
            guard Date() < deadline else {
                throw DemoError("never did \(leastRunning) bodies run while a checkpoint was written")
            }
        }
        try engine.kill()
        ledger.read()
        return Blow(
            process: process, running: ledger.running(in: process), checkpointsBegun: pulse.begun,
            checkpointsEnded: pulse.ended)
    }
}
