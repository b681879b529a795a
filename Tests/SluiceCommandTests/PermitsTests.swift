import Foundation
import TestCommand
import TestFolders
import Testing

@testable import SluiceCommand

enum PermitsFile {
    static let path = ProcessInfo.processInfo.environment["SLUICE_PERMITS"]
}

/// A public event log (Examples/permits/README.md) in every order that a file may come in.
@Suite(.enabled(if: PermitsFile.path != nil, "set SLUICE_PERMITS to the event log")) struct PermitsTests {
    private static let figures = "instances=1434 succeeded=1277 waiting=157 median_s=7036.14 sum_s=555437710.046"

    private let folder = TemporaryFolder()

    private func arguments(_ file: String) -> [String] {
        [
            "run", "--definitions", Repository.root.appendingPathComponent("Examples/permits/permits.yaml").path,
            "--instance", "case:concept:name", "--type", "concept:name", "--time", "time:timestamp", "--start",
            "Confirmation of receipt=permits", "--summarize", "result", "--unit", "s", file,
        ]
    }

    private func lines() throws -> (header: String, rows: [String]) {
        let text = try String(contentsOfFile: try #require(PermitsFile.path), encoding: .utf8)
        var lines = text.split(whereSeparator: \.isNewline).map(String.init)
        return (lines.removeFirst(), lines)
    }

    private func check(_ header: String, _ rows: [String]) throws {
        let path = folder.write(([header] + rows).joined(separator: "\n") + "\n", ".csv")
        let result = try SluiceProcess.run(arguments(path))
        #expect(result.code == 0 && result.lines.last == Self.figures, "\(result)")
    }

    @Test func `as it is`() throws {
        let result = try SluiceProcess.run(arguments(try #require(PermitsFile.path)))
        #expect(result.code == 0 && result.lines.last == Self.figures, "\(result)")
    }

    @Test func `sorted by time`() throws {
        let (header, rows) = try lines()
        let timed = try rows.enumerated().map { index, row in
            let text = Array(try #require(row.split(separator: ",").last).utf8)
            return (try #require(text.withUnsafeBufferPointer { EventTime.read($0) }), index, row)
        }
        try check(header, timed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2))
    }

    @Test(arguments: [UInt64(1), 2, 3]) func `shuffled within 100 lines`(seed: UInt64) throws {
        let (header, rows) = try lines()
        var random = SeededGenerator(seed: seed)
        var shuffled: [String] = []
        for start in stride(from: 0, to: rows.count, by: 100) {
            shuffled += rows[start..<min(start + 100, rows.count)].shuffled(using: &random)
        }
        try check(header, shuffled)
    }

    @Test func `every line doubled`() throws {
        let (header, rows) = try lines()
        try check(header, rows.flatMap { [$0, $0] })
        try check(header, rows + rows)
    }

    @Test func `killed at three places and run again on the same folder`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let data = folder.file("-data")
        let file = try #require(PermitsFile.path)
        let clean = Date()
        let first = try SluiceProcess.run(arguments(file))
        #expect(first.lines.last == Self.figures)
        let span = Date().timeIntervalSince(clean)
        for round in 0..<3 {
            let run = try SluiceProcess.start(arguments(file) + ["--data", data])
            usleep(UInt32(Double.random(in: 0.1..<0.9, using: &random) * span * 1e6))
            run.kill(SIGKILL)
            let result = run.finish()
            // Killed in time, or it had ended: then the figures hold already.
            #expect(result.code == 9 || result.lines.last == Self.figures, "seed \(seed) round \(round): \(result)")
        }
        let last = try SluiceProcess.run(arguments(file) + ["--data", data])
        #expect(last.code == 0 && last.lines.last == Self.figures, "seed \(seed): \(last)")
    }
}
