import SluiceEngine
import SluiceExpressions

/// Log lines on stderr: logfmt for people, or one JSON object a line.
struct LineLog: LogSink {
    let level: LogLevel
    let isJSON: Bool
    /// Metadata that are numbers in JSON; all else is text, whatever it looks like.
    private static let numbers: Set = [
        "version", "sequence", "partition", "partitions", "slot", "slots", "offset", "interval_ms",
    ]

    init(_ settings: LogSettings) {
        level = LogLevelName.level(settings.level)
        isJSON = settings.format == "json"
    }

    func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
        guard takes(level) else { return }
        let time = TimeText.text(milliseconds: Clock.wall())
        var bytes: [UInt8] = []
        if isJSON {
            bytes.append(UInt8(ascii: "{"))
            for (index, (name, value)) in ([("time", time), ("level", level.name), ("message", message)] + metadata)
                .enumerated()
            {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONWriter.string(name, into: &bytes)
                bytes.append(UInt8(ascii: ":"))
                if LineLog.numbers.contains(name), let number = Int64(value), "\(number)" == value {
                    JSONWriter.int(number, into: &bytes)
                } else {
                    JSONWriter.string(value, into: &bytes)
                }
            }
            bytes.append(UInt8(ascii: "}"))
        } else {
            bytes += "time=\(time) level=\(level.name) msg=".utf8
            JSONWriter.string(message, into: &bytes)
            for (name, value) in metadata {
                bytes += " \(name)=".utf8
                if LineLog.isPlain(value) { bytes += value.utf8 } else { JSONWriter.string(value, into: &bytes) }
            }
        }
        bytes.append(0x0a)
        // One write a line: lines of several threads do not mix.
        Descriptor.writeAll(2, bytes)
    }

    func takes(_ level: LogLevel) -> Bool { level >= self.level }

    private static func isPlain(_ value: String) -> Bool {
        !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x3d && $0 != 0x5c }
    }
}
