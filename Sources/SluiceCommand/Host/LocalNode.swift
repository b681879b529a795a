import Sluice
import SluiceEngine
import SluiceKernel

/// A node in this process.
final class LocalNode: Sendable {
    let folder: String
    let log: any EventLog
    let node: Node
    let client: Client
    let registry: DefinitionRegistry
    /// Counters of the log since it was opened.
    let logCounters: @Sendable () -> [(name: String, value: UInt64)]
    private let closeLog: @Sendable () -> Void

    /// Starts a node on an open log. The folder is this process's alone.
    ///
    /// - Parameter close: closes the log, once nothing uses it any more.
    init(
        folder: String, log: any EventLog, settings: NodeSettings, registrations: [Registration], sink: any LogSink,
        counters: @escaping @Sendable () -> [(name: String, value: UInt64)], close: @escaping @Sendable () -> Void
    ) throws(CommandError) {
        self.folder = folder
        self.log = log
        logCounters = counters
        closeLog = close
        registry = DefinitionRegistry(registrations)
        let notes: CrashNotes
        do throws(LogError) { notes = try CrashNotes(folder: folder) } catch { throw LogFailure.error(error) }
        CrashNotes.installHandlers()
        node = Node(log: log, registrations: registrations, settings: settings, sink: sink, notes: notes)
        client = Client(log: log, waitingCallers: settings.waitingCallers, lanes: node)
        do throws(LogError) { try tellMissingCode(sink) } catch { throw LogFailure.error(error) }
        node.start()
    }

    /// Names the deployed definitions that this program lacks the Swift code of. It is no refusal: of a version that was
    /// retired there may be no instance left, and all other workflows run.
    private func tellMissingCode(_ sink: any LogSink) throws(LogError) {
        for (definition, steps) in try node.definitionsWithoutCode() {
            sink.log(
                .warning, "a deployed workflow needs Swift code that this program does not have",
                [
                    ("workflow", definition.name), ("version", "\(definition.version)"),
                    ("steps", steps.joined(separator: ", ")),
                    ("effect", "a start, signal or question of one of its instances stops a lane"),
                    ("fix", "run the program that hosts it on this data folder, with this version among its workflows"),
                ])
        }
    }

    /// Deploys all definitions and tells of each.
    ///
    /// - Throws: `no`, before any is deployed, when this node cannot run one of them.
    func deploy(
        _ definitions: [Definition], timeout: Int64 = LocalNode.deployTimeout, sink: any LogSink
    ) throws(CommandError) {
        for definition in definitions {
            if let refusal = registry.refusal(of: definition) { throw CommandError(.no, refusal) }
        }
        for definition in definitions {
            let (sequence, wasThere) = try LocalNode.deploy(
                definition, client, faults: { self.node.faults }, timeout: timeout)
            sink.log(
                .info, wasThere ? "definition is deployed already" : "definition deployed",
                [
                    ("workflow", definition.name), ("version", "\(definition.version)"), ("sequence", "\(sequence)"),
                ])
        }
    }

    /// How long every partition has to take a definition in when a node starts, milliseconds: longer than for one who asks,
    /// since lanes fold what is unread first.
    static let deployTimeout: Int64 = 30_000

    /// - Parameter faults: of lanes that do not run, as far as this process knows.
    static func deploy(
        _ definition: Definition, _ client: Client, faults: () -> [String], timeout: Int64
    ) throws(CommandError) -> (sequence: Int64, wasThere: Bool) {
        do {
            return try client.deploy(definition, timeout: timeout)
        } catch let error as ClientError {
            if case .stopped(let fault) = error { throw CommandError(.io, "a lane does not run: \(fault)") }
            if case .timeout = error, let fault = faults().first {
                throw CommandError(.io, "a lane does not run: \(fault)")
            }
            throw LogFailure.error(error)
        } catch let error as LogError {
            throw LogFailure.error(error)
        } catch {
            throw CommandError(.internal, "\(error)")
        }
    }

    /// Stops intake, drains tasks, takes a last checkpoint and lets the folder go.
    @discardableResult
    func stop() -> Bool {
        let isClean = node.stop()
        closeLog()
        return isClean
    }
}
