import Glibc
import SluiceEngine

/// A password or a private key, read from where a setting says it is. Prints as nothing of itself.
struct Secret: Sendable, CustomStringConvertible, CustomReflectable {
    /// For librdkafka and for nobody else.
    let text: String

    /// - Parameter reference: `file:PATH` (a line's end at its end is no part of it) or `env:NAME`.
    /// - Throws: `invalid settings` with the name of the setting; never with what was in its place.
    init(reference: String, of setting: String) throws(LogError) {
        if reference.hasPrefix("file:") {
            let path = String(reference.dropFirst("file:".count))
            var bytes = try SmallFile.read(path, setting)
            if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
            guard !bytes.isEmpty else { throw LogError(.invalidSettings, "\(setting): \(path) is empty") }
            guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
                throw LogError(.invalidSettings, "\(setting): \(path) is no UTF-8 text")
            }
            self.text = text
        } else if reference.hasPrefix("env:") {
            let name = String(reference.dropFirst("env:".count))
            guard let value = getenv(name), value[0] != 0 else {
                throw LogError(.invalidSettings, "\(setting): the environment variable \(name) is not set, or empty")
            }
            text = String(cString: value)
        } else {
            throw LogError(
                .invalidSettings,
                "\(setting) takes file:PATH or env:NAME and has something else: a secret is never written into settings"
            )
        }
    }

    var description: String { "(secret)" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
