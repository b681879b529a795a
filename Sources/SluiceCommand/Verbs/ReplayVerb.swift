private import Glibc
import SluiceEngine
import SluiceKernel
import SluiceStore

/// `sluice replay`
enum ReplayVerb {
    static let verb = Verb(
        "replay", "Fold events of the log again: audit, comparison, what another definition would have done.",
        details: """
            Reads the log beside the nodes that work on it: runs no task, appends nothing, commits nothing, joins no group. A data
            folder has to be free of a node. The partitions are folded in parallel, into a temporary folder (TMPDIR) that is removed
            at the end. Prints how many instances of each workflow came to which status.

            --compare folds each partition to the position of its last checkpoint. The states must have the same hash; where they
            have not, the first cell that differs is named.

            --definition folds the same events twice, and prints whose outcome differs. Results of tasks come from the log: those of
            steps that the definition lacks are left out, and an instance that comes to a task which nobody ever ran waits for its
            result.

            From an offset or a time on, instances that began earlier are not known. Where retention has deleted events of the range,
            nothing is folded, and the offsets are named. docs/replay.md tells more.
            """,
        options: ReplayOptions.specs + [CommonOptions.data] + CommonOptions.group + [CommonOptions.json]
            + CommonOptions.logging,
        examples: [
            .init(
                "sluice replay --compare --brokers kafka:9092 --application orders", "Is the state what the log says?"),
            .init(
                "sluice replay --definition checkout-v4.yaml --from 24h --csv", "What version 4 would have done today."),
            .init("sluice replay --data .sluice --instances", "Every instance of a data folder whose node is stopped."),
        ],
        exits: [
            .init(.ok, "folded; nothing that was compared differs"),
            .init(.no, "something that was compared differs, or this program lacks the Swift code of a workflow"),
            .init(.data, "events of the range are gone, or the document is not sound"),
            .init(.noInput, "there is no such data folder or document"),
            .init(.unavailable, "no broker answers, or there is no such application"),
            .init(.cannotCreate, "the temporary folder cannot be made"),
            .init(.io, "reading failed, or the disk is full"),
            .init(.tryAgain, "a node has the data folder"),
            .init(.denied, "the brokers do not know us, or do not let us"),
        ]
    ) { context in
        try run(context)
    }

    private static func run(_ context: CommandContext) throws -> ExitCode {
        let options = try ReplayOptions(context, cores: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        let registry = DefinitionRegistry(try context.registrations())
        let source = try ReplaySource.open(context)
        defer { source.close() }
        let folder = try Folder.temporary()
        defer { Folder.remove(folder) }
        do {
            try check(options, source.log, registry)
            let store = try ReplayStore(folder: folder, partitions: source.log.shape.partitions)
            defer { store.close() }
            let partitions = options.partitions.isEmpty ? Array(0..<source.log.shape.partitions) : options.partitions
            let replay = ReplayRun(options, source.log, store, registry)
            let start = Clock.monotonic()
            let plans = try replay.plan(partitions)
            var progress = Progress.wanted(context)
            let folds = try replay.fold(plans) { progress?.show($0) }
            progress?.finish()
            let output = ReplayOutput(isJSON: context.isJSON, folds: folds, elapsed: Clock.monotonic() - start)
            for remark in output.remarks { StandardError.line("\(context.program): warning: \(remark)") }
            return try show(replay, output, options, partitions)
        } catch let error as LogError {
            throw failure(error)
        } catch let fault as LaneFault {
            throw failure(fault)
        }
    }

    /// Refuses what cannot be folded before anything is.
    private static func check(
        _ options: ReplayOptions, _ log: any EventLog, _ registry: DefinitionRegistry
    ) throws {
        let shape = log.shape
        if let wrong = options.partitions.first(where: { $0 >= shape.partitions }) {
            throw CommandError(
                .usage, "there is no partition \(wrong)", hint: "The log has 0 to \(shape.partitions - 1).")
        }
        guard let definition = options.definition else { return }
        let names = try DeployedDefinitions.read(log).map(\.name)
        guard names.contains(definition.name) else {
            throw CommandError(
                .data,
                "workflow \(definition.name.quotedForMessage) was never deployed: there is nothing to compare with",
                hint: NearestName.hint(for: definition.name, among: Set(names).sorted(), kind: "There are"))
        }
        if let refusal = registry.refusal(of: definition) { throw CommandError(.no, refusal) }
    }

    private static func show(
        _ replay: ReplayRun, _ output: ReplayOutput, _ options: ReplayOptions, _ partitions: [Int]
    ) throws -> ExitCode {
        if options.compares {
            let isEqual = output.comparison()
            if output.isJSON { StandardOutput.line(output.summary()) } else { StandardOutput.write(output.text()) }
            return isEqual ? .ok : .no
        }
        if options.definition != nil { return try showDifferences(replay, output, options, partitions) }
        if options.showsInstances {
            for partition in partitions { try replay.forEachInstance(partition) { StandardOutput.line($0) } }
            StandardError.write(output.text())
            return .ok
        }
        output.counts()
        if output.isJSON { StandardOutput.line(output.summary()) } else { StandardOutput.write(output.text()) }
        return .ok
    }

    private static func showDifferences(
        _ replay: ReplayRun, _ output: ReplayOutput, _ options: ReplayOptions, _ partitions: [Int]
    ) throws -> ExitCode {
        var (lives, differing) = (0, 0)
        var table = DifferenceTable()
        if options.isCSV { StandardOutput.line(InstanceDifference.csvHeader) }
        for partition in partitions {
            lives += try replay.forEachDifference(partition) { was, now in
                differing += 1
                let difference = InstanceDifference(was, now)
                if options.isCSV {
                    StandardOutput.line(difference.csv)
                } else if output.isJSON {
                    StandardOutput.line(difference.json)
                } else {
                    table.add(difference)
                }
            }
        }
        table.flush()
        if output.isJSON {
            StandardOutput.line(output.summary(lives: lives, differing: differing))
        } else if options.isCSV {
            StandardError.write(output.text(lives: lives, differing: differing))
        } else {
            StandardOutput.write(output.text(lives: lives, differing: differing))
        }
        return differing == 0 ? .ok : .no
    }

    private static func failure(_ error: LogError) -> CommandError {
        guard error.code == .outOfRange else { return LogFailure.error(error) }
        return CommandError(
            .data, error.message,
            hint: "Events were deleted while they were folded. Begin further on, or keep them longer.")
    }

    private static func failure(_ fault: LaneFault) -> CommandError {
        switch fault {
        case .lost(let error): failure(error)
        case .beyond:
            CommandError(
                .no, fault.description,
                hint: "Run the replay with the program that hosts the workflow, or with a newer release.")
        case .damaged: CommandError(.io, fault.description)
        }
    }
}
