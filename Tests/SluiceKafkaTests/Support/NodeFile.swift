import Foundation
import TestFolders

/// The settings file of a node on the broker of the tests: four partitions in two slots, and any port for its metrics.
enum NodeFile {
    /// - Parameters:
    ///   - folder: that the file lies in.
    ///   - lines: what stands before the settings that all have.
    /// - Returns: its path.
    static func write(in folder: TemporaryFolder, _ application: String, _ lines: String...) throws -> String {
        let file = folder.file(".yaml")
        let common = """
            http:
              listen: 127.0.0.1:0
            kafka:
              brokers: \(try Broker.address())
              application: \(application)
              partitions: 4
              slots: 2
              single_broker: true
            """
        try (lines + [common]).joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }
}
