import Foundation
import SluiceEngine
import SluiceGateway
import SluiceKernel
import TestCommand
import TestFolders
import Testing

@testable import SluiceCommand

/// What a node's listener answers.
@Suite struct MetricsTests {
    @Test func `docs metrics md is what the table says`() throws {
        // SLUICE_UPDATE_DOCS=1 writes it anew.
        #expect(try Repository.holds(MetricPage.markdown(), in: "docs/metrics.md"))
    }

    /// - Returns: the status and the body.
    private static func curl(_ arguments: String...) throws -> (code: String, body: String) {
        let words = arguments.map { "'\($0)'" }.joined(separator: " ")
        let lines = try SluiceProcess.shell("curl -s -m 10 -w '\\n%{http_code}' \(words)").output
        let code = lines.split(separator: "\n").last.map(String.init) ?? ""
        return (code, String(lines.dropLast(code.count + 1)))
    }

    private let folder = TemporaryFolder()

    private func withListener(_ body: (_ address: String, LocalNode) throws -> Void) throws {
        let host = try LocalNode(
            folder: folder.path, wanted: LogShape(partitions: 2, slots: 2), settings: Settings(), registrations: [],
            sink: SilentLog())
        defer { host.stop() }
        let watched = WatchedNode(node: host.node, version: "1.2.3", startedAt: 1_000)
        let address = try #require(ListenAddress("localhost:0"))
        let listener = try HTTPListener(address) { watched.response(to: $0) }
        defer { listener.stop() }
        try body("http://127.0.0.1:\(listener.port)", host)
    }

    @Test func `a node tells its metrics and whether it is ready`() throws {
        try withListener { address, host in
            #expect(try Self.curl("\(address)/healthz") == ("200", "ok\n"))
            let deadline = Date().addingTimeInterval(30)
            while try Self.curl("\(address)/readyz").code != "200", Date() < deadline { usleep(5_000) }
            #expect(try Self.curl("\(address)/readyz") == ("200", "ready\n"))
            _ = try host.client.ask(instance: Array("x".utf8), .get)
            let (code, text) = try Self.curl("\(address)/metrics")
            #expect(code == "200")
            #expect(text.contains("sluice_build_info{version=\"1.2.3\"} 1\n"))
            #expect(text.contains("sluice_start_time_seconds 1\n"))
            #expect(text.contains("sluice_ready 1\n"))
            #expect(text.contains("sluice_lane_open{slot=\"0\"} 1\nsluice_lane_open{slot=\"1\"} 1\n"))
            // The question was folded by one of the two.
            let events = text.split(separator: "\n").filter { $0.hasPrefix("sluice_lane_events_total{") }
            #expect(events.count == 2 && events.contains { !$0.hasSuffix(" 0") }, "\(events)")
            for metric in MetricTable.all { #expect(text.contains("# TYPE \(metric.name) \(metric.kind.rawValue)\n")) }
            #expect(try Self.curl("\(address)/other").code == "404")
            #expect(try Self.curl("-X", "POST", "-d", "x=1", "\(address)/metrics").code == "405")
            #expect(try Self.curl("-I", "\(address)/metrics").body.contains("Content-Type: text/plain; version=0.0.4"))
        }
    }

    /// `./dev test` puts it there.
    private static let promtool = "\(Repository.root.path)/.build/tools/usr/bin/promtool"

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: promtool), "./dev test unpacks it"))
    func `promtool finds nothing to say about the metrics`() throws {
        try withListener { address, _ in
            let result = try SluiceProcess.shell("curl -s \(address)/metrics | \(Self.promtool) check metrics 2>&1")
            #expect(result.code == 0 && result.output.isEmpty, "\(result)")
        }
    }

    @Test func `a node that cannot fold is not ready and says why`() throws {
        try withListener { address, host in
            host.node.stop()
            let (code, reasons) = try Self.curl("\(address)/readyz")
            #expect(code == "503" && reasons.contains("slot 0: ") && reasons.contains("slot 1: "), "\(reasons)")
            #expect(try Self.curl("\(address)/metrics").body.contains("sluice_ready 0\n"))
        }
    }

    @Test(arguments: ["", "9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "nowhere:1", "::1:80"])
    func `an address that is none is refused`(_ text: String) { #expect(ListenAddress(text) == nil) }
}
