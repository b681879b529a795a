import SluiceKernel
import SluiceTestKit
import Testing

/// What each kind of event does to a step in each phase: `disposition phase`, a row for a phase, a column for an event.
struct EventPhaseTable: Sendable, CustomTestStringConvertible {
    enum Subject: Int, Sendable { case task = 1, signal = 2, timer = 3, remote = 5 }

    enum Column: String, Sendable {
        case start, succeed, fail, failForGood, signal, cancel, redrive, skip, skipEmpty, release, later, get
        case queued, heartbeat
    }

    let subject: Subject
    let phase: StepPhase
    let cells: [(column: Column, expected: String)]

    var testDescription: String { "\(subject) \(phase.name)" }

    private static func rows(_ subject: Subject, _ columns: [Column], _ rows: [(StepPhase, [String])])
        -> [EventPhaseTable]
    {
        rows.map { EventPhaseTable(subject: subject, phase: $0, cells: Array(zip(columns, $1))) }
    }

    static let all: [EventPhaseTable] =
        rows(
            .task,
            [
                .start, .succeed, .fail, .failForGood, .signal, .cancel, .redrive, .skip, .skipEmpty, .release, .later,
                .get,
            ],
            [
                (
                    .waiting,
                    [
                        "ignored waiting", "rejected waiting", "rejected waiting", "rejected waiting",
                        "rejected waiting",
                        "applied cancelled", "rejected waiting", "applied done", "applied skipped", "applied pending",
                        "applied waiting", "applied waiting",
                    ]
                ),
                (
                    .pending,
                    [
                        "ignored pending", "applied done", "applied backoff", "applied sidelined", "rejected pending",
                        "applied cancelled", "rejected pending", "applied done", "applied skipped", "ignored pending",
                        "applied pending", "applied pending",
                    ]
                ),
                (
                    .backoff,
                    [
                        "ignored backoff", "ignored backoff", "ignored backoff", "ignored backoff", "rejected backoff",
                        "applied cancelled", "rejected backoff", "applied done", "applied skipped", "ignored backoff",
                        "applied pending", "applied backoff",
                    ]
                ),
                (
                    .done,
                    [
                        "ignored done", "ignored done", "ignored done", "ignored done", "rejected done", "applied done",
                        "rejected done", "rejected done", "rejected done", "ignored done", "applied done",
                        "applied done",
                    ]
                ),
                (
                    .skipped,
                    [
                        "ignored skipped", "ignored skipped", "ignored skipped", "ignored skipped", "rejected skipped",
                        "applied skipped", "rejected skipped", "rejected skipped", "rejected skipped",
                        "ignored skipped",
                        "applied skipped", "applied skipped",
                    ]
                ),
                (
                    .sidelined,
                    [
                        "ignored sidelined", "ignored sidelined", "ignored sidelined", "ignored sidelined",
                        "rejected sidelined", "applied cancelled", "applied pending", "applied done", "applied skipped",
                        "ignored sidelined", "applied sidelined", "applied sidelined",
                    ]
                ),
                (
                    .failed,
                    [
                        "ignored failed", "ignored failed", "ignored failed", "ignored failed", "rejected failed",
                        "rejected failed", "rejected failed", "rejected failed", "rejected failed", "ignored failed",
                        "applied failed", "applied failed",
                    ]
                ),
                (
                    .cancelled,
                    [
                        "ignored cancelled", "ignored cancelled", "ignored cancelled", "ignored cancelled",
                        "rejected cancelled", "rejected cancelled", "rejected cancelled", "rejected cancelled",
                        "rejected cancelled", "ignored cancelled", "applied cancelled", "applied cancelled",
                    ]
                ),
            ])
        + rows(
            .signal, [.start, .succeed, .fail, .signal, .cancel, .redrive, .skip, .skipEmpty, .release, .later, .get],
            [
                (
                    .waiting,
                    [
                        "ignored waiting", "rejected waiting", "rejected waiting", "applied waiting",
                        "applied cancelled", "rejected waiting", "applied done", "applied skipped", "applied open",
                        "applied waiting", "applied waiting",
                    ]
                ),
                (
                    .open,
                    [
                        "ignored open", "rejected open", "rejected open", "applied done", "applied cancelled",
                        "rejected open", "applied done", "applied skipped", "ignored open", "applied skipped",
                        "applied open",
                    ]
                ),
                (
                    .done,
                    [
                        "ignored done", "rejected done", "rejected done", "ignored done", "applied done",
                        "rejected done", "rejected done", "rejected done", "ignored done", "applied done",
                        "applied done",
                    ]
                ),
                (
                    .skipped,
                    [
                        "ignored skipped", "rejected skipped", "rejected skipped", "ignored skipped",
                        "applied skipped", "rejected skipped", "rejected skipped", "rejected skipped",
                        "ignored skipped", "applied skipped", "applied skipped",
                    ]
                ),
                (
                    .sidelined,
                    [
                        "ignored sidelined", "rejected sidelined", "rejected sidelined", "applied sidelined",
                        "applied cancelled", "applied sidelined", "applied done", "applied skipped",
                        "ignored sidelined", "applied sidelined", "applied sidelined",
                    ]
                ),
                (
                    .failed,
                    [
                        "ignored failed", "rejected failed", "rejected failed", "ignored failed", "rejected failed",
                        "rejected failed", "rejected failed", "rejected failed", "ignored failed", "applied failed",
                        "applied failed",
                    ]
                ),
                (
                    .cancelled,
                    [
                        "ignored cancelled", "rejected cancelled", "rejected cancelled", "ignored cancelled",
                        "rejected cancelled", "rejected cancelled", "rejected cancelled", "rejected cancelled",
                        "ignored cancelled", "applied cancelled", "applied cancelled",
                    ]
                ),
            ])
        + rows(
            .timer, [.start, .succeed, .signal, .cancel, .redrive, .skip, .skipEmpty, .later, .get],
            [
                (
                    .waiting,
                    [
                        "ignored waiting", "rejected waiting", "rejected waiting", "applied cancelled",
                        "rejected waiting", "applied done", "applied skipped", "applied waiting", "applied waiting",
                    ]
                ),
                (
                    .open,
                    [
                        "ignored open", "rejected open", "rejected open", "applied cancelled", "rejected open",
                        "applied done", "applied skipped", "applied done", "applied open",
                    ]
                ),
                (
                    .done,
                    [
                        "ignored done", "rejected done", "rejected done", "applied done", "rejected done",
                        "rejected done", "rejected done", "applied done", "applied done",
                    ]
                ),
                (
                    .sidelined,
                    [
                        "ignored sidelined", "rejected sidelined", "rejected sidelined", "applied cancelled",
                        "applied sidelined", "applied done", "applied skipped", "applied sidelined",
                        "applied sidelined",
                    ]
                ),
                (
                    .cancelled,
                    [
                        "ignored cancelled", "rejected cancelled", "rejected cancelled", "rejected cancelled",
                        "rejected cancelled", "rejected cancelled", "rejected cancelled", "applied cancelled",
                        "applied cancelled",
                    ]
                ),
            ])
        + rows(
            .remote,
            [
                .start, .succeed, .fail, .failForGood, .signal, .cancel, .redrive, .skip, .skipEmpty, .release, .later,
                .get, .queued, .heartbeat,
            ],
            [
                (
                    .waiting,
                    [
                        "ignored waiting", "rejected waiting", "rejected waiting", "rejected waiting",
                        "rejected waiting", "applied cancelled", "rejected waiting", "applied done", "applied skipped",
                        "applied pending", "applied waiting", "applied waiting", "rejected waiting",
                        "rejected waiting",
                    ]
                ),
                (
                    .pending,
                    [
                        "ignored pending", "applied done", "applied backoff", "applied sidelined", "rejected pending",
                        "applied cancelled", "rejected pending", "applied done", "applied skipped", "ignored pending",
                        "applied pending", "applied pending", "applied queued", "applied queued",
                    ]
                ),
                (
                    .queued,
                    [
                        "ignored queued", "applied done", "applied backoff", "applied sidelined", "rejected queued",
                        "applied cancelled", "rejected queued", "applied done", "applied skipped", "ignored queued",
                        "applied backoff", "applied queued", "ignored queued", "applied queued",
                    ]
                ),
                (
                    .backoff,
                    [
                        "ignored backoff", "ignored backoff", "ignored backoff", "ignored backoff", "rejected backoff",
                        "applied cancelled", "rejected backoff", "applied done", "applied skipped", "ignored backoff",
                        "applied pending", "applied backoff", "ignored backoff", "ignored backoff",
                    ]
                ),
                (
                    .done,
                    [
                        "ignored done", "ignored done", "ignored done", "ignored done", "rejected done", "applied done",
                        "rejected done", "rejected done", "rejected done", "ignored done", "applied done",
                        "applied done", "ignored done", "ignored done",
                    ]
                ),
                (
                    .sidelined,
                    [
                        "ignored sidelined", "ignored sidelined", "ignored sidelined", "ignored sidelined",
                        "rejected sidelined", "applied cancelled", "applied pending", "applied done", "applied skipped",
                        "ignored sidelined", "applied sidelined", "applied sidelined", "ignored sidelined",
                        "ignored sidelined",
                    ]
                ),
                (
                    .cancelled,
                    [
                        "ignored cancelled", "ignored cancelled", "ignored cancelled", "ignored cancelled",
                        "rejected cancelled", "rejected cancelled", "rejected cancelled", "rejected cancelled",
                        "rejected cancelled", "ignored cancelled", "applied cancelled", "applied cancelled",
                        "ignored cancelled", "ignored cancelled",
                    ]
                ),
            ])
}
