import Foundation
import TestFolders

/// A small file system in memory, mounted on a folder. Needs root.
final class SmallDisk {
    let path: String

    init(_ path: String, megabytes: Int) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        self.path = path
        guard SmallDisk.run("mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path]) else {
            throw ProbeError("cannot mount a tmpfs on \(path)")
        }
    }

    deinit { _ = SmallDisk.run("umount", ["-l", path]) }

    /// Whether this process may mount one.
    static let isPossible: Bool = {
        guard geteuid() == 0 else { return false }
        let folder = TemporaryFolder()
        let isPossible = (try? SmallDisk("\(folder.path)/disk", megabytes: 1)) != nil
        if !isPossible { print("SKIPPED disk full: no tmpfs can be mounted here") }
        return isPossible
    }()

    private static func run(_ program: String, _ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
