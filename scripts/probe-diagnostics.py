#!/usr/bin/env python3
"""Prints how the compiler words typical mistakes with the Swift builder, so that a change of the overloads shows.

    swift build && scripts/probe-diagnostics.py            # prints all
    swift build && scripts/probe-diagnostics.py --check    # exits 1 when one lacks its words

Each case is a workflow body in which `order` is a Value<Order>, `pay` a Value<Pay>, `maybe` a Value<Int?>.
"""

import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PRELUDE = """import Sluice
struct Order: Codable, Sendable { var id: String; var total: Int }
struct Pay: Codable, Sendable { var amount: Int }
final class Session: @unchecked Sendable { func send() async throws {} }
struct Plain: Sendable {}
func remote() async throws -> Int { 1 }
func body(_ flow: Flow, _ order: Value<Order>, _ pay: Value<Pay>, _ maybe: Value<Int?>, _ large: Value<Bool>) {
"""
# Name, body, words that the error (or warning) must have.
CASES = [
    ("a closure with too few parameters", "flow.keep(flow.task(\"a\", order, pay) { order in order.total })", "expects 2 arguments"),
    ("a closure with too many parameters", "flow.keep(flow.task(\"a\", order) { order, pay in order.total })", "expects 1 argument"),
    ("a field that does not exist", "flow.keep(flow.task(\"a\", order) { order in order.sum })", "no member 'sum'"),
    ("a field of a value that does not exist", "flow.keep(order.sum)", "no member 'sum'"),
    ("a wrong written parameter type", "flow.keep(flow.task(\"a\", order) { (pay: Pay) in pay.amount })", "Pay"),
    ("an optional used as if it were there", "flow.keep(flow.task(\"a\", order, maybe) { order, number in order.total + number })", "must be unwrapped"),
    ("a wrong written result", "let v: Value<String> = flow.task(\"a\", order) { order in order.total }; flow.keep(v)", "String"),
    ("a result that is not Codable", "flow.keep(flow.task(\"a\", order) { _ in Plain() })", "Plain"),
    ("a tuple as result", "flow.keep(flow.task(\"a\", order) { order in (order.id, order.total) })", "(String, Int)"),
    ("a value used in a body", "flow.keep(flow.task(\"a\", order) { o in pay.amount })", "Value"),
    ("a task without result", "flow.keep(flow.task(\"a\", order) { order in print(order.id) })", "Encodable"),
    ("an unused task", "flow.task(\"a\", order) { order in order.total }", "unused"),
    ("an unused constant", "let v = flow.task(\"a\", order) { order in order.total }", "never used"),
    ("await in a transform", "flow.keep(flow.transform(\"a\", order) { order in try await remote() + order.total })", "async"),
    ("a condition that is no Bool", "flow.when(order.total) { flow.perform(\"a\", order) { _ in } }", "ConditionValue"),
    ("either of unlike values", "let a = flow.when(large) { flow.task(\"a\", order) { $0.total } }\n let b = flow.unless(large) { flow.task(\"b\", order) { $0.id } }\n flow.keep(flow.either(a, b))", "String"),
    ("options after the inputs", "flow.keep(flow.task(\"a\", order, retry: .none) { order in order.total })", "retry"),
    ("a misspelt option", "flow.keep(flow.task(\"a\", retries: .none, order) { order in order.total })", "retr"),
    ("an until that is no time", "flow.keep(flow.timer(\"t\", until: order.total))", "InstantValue"),
    ("a shared task with the wrong input", "let d = TaskDefinition(\"d\") { (pay: Pay) in pay.amount }\n flow.keep(flow.run(d, order))", "Order"),
    ("a shared task with too few inputs", "let d = TaskDefinition(\"d\") { (pay: Pay, order: Order) in pay.amount }\n flow.keep(flow.run(d, pay))", "run"),
]


def main():
    modules = ROOT / ".build/debug/Modules"
    failed = 0
    for name, body, words in CASES:
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "Probe.swift"
            file.write_text(PRELUDE + "    " + body + "\n}\n")
            run = subprocess.run(
                ["swiftc", "-typecheck", "-swift-version", "6", "-I", str(modules), str(file)],
                capture_output=True, text=True)
        lines = [l for l in run.stderr.splitlines() if ": error: " in l or ": warning: " in l]
        said = [l.split("Probe.swift:", 1)[1] for l in lines if "Probe.swift:" in l] or lines or ["(nothing)"]
        found = any(words in l for l in said)
        failed += not found
        print(f"{'ok  ' if found else 'POOR'} {name}\n     " + "\n     ".join(said))
    print(f"{len(CASES) - failed} of {len(CASES)} have the words they should")
    if failed and "--check" in sys.argv:
        sys.exit(1)


main()
