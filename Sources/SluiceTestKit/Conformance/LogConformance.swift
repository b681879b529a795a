import SluiceEngine

/// What every ``EventLog`` must do. Each check wants fresh storage and returns what it found wrong.
package enum LogConformance {
    package struct Check: Sendable, CustomStringConvertible {
        package let name: String
        let body: @Sendable (LogHarness, inout Violations) throws -> Void

        package var description: String { name }

        /// Runs it on fresh storage.
        package func violations(_ harness: LogHarness) -> [String] {
            var violations = Violations()
            do { try body(harness, &violations) } catch { violations.fail("threw: \(error)") }
            return violations.found.map { "\(name): \($0)" }
        }
    }

    package static let checks: [Check] = [
        Check(name: "records come back as appended, in order, without a gap", body: keepsOrder),
        Check(name: "an acknowledged record can be read at once", body: isVisibleAfterAcknowledgement),
        Check(name: "a poll takes about as much as asked for and loses nothing", body: pollsInPieces),
        Check(name: "a lane polls its own partitions only, and is woken for them", body: pollsOwnPartitions),
        Check(name: "a seek reads again", body: seeks),
        Check(name: "definitions have a topic of their own", body: keepsDefinitions),
        Check(name: "a position moves in a commit and nowhere else", body: movesPositionsInCommits),
        Check(name: "a checkpoint is there as a whole, before and after a restart", body: commitsWhole),
        Check(name: "get and scan see what is committed, in order, within a partition", body: readsCells),
        Check(name: "outputs keep their order across commits and restarts", body: numbersOutputs),
        Check(name: "published records are there with their checkpoint, announced ones at once", body: publishes),
        Check(name: "a checkpoint that would move a position back is refused", body: refusesBackwards),
        Check(name: "an older opening of a slot is fenced", body: fences),
        Check(name: "a large checkpoint is one", body: commitsMany),
        Check(name: "retention stops at the last checkpoint", body: trims),
        Check(name: "append time does not fall, across restarts too", body: keepsTime),
        Check(name: "a log that is open is not opened again", body: refusesSecondOpening),
        Check(name: "nothing passes a failed record of its caller", body: failsInOrder),
    ]
}
