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
# Name, body, words that the error (or warning) must have. "no exact matches" is the best we got for two of them.
CASES = [
    ("a closure with too few parameters", "let v = flow.task(\"a\", order, pay) { order in order.total }\n flow.keep(v)", "expects 2 arguments"),
    ("a closure with too many parameters", "let v = flow.task(\"a\", order) { order, pay in order.total }\n flow.keep(v)", "expects 1 argument"),
    ("a field that does not exist", "let v = flow.task(\"a\", order) { order in order.sum }\n flow.keep(v)", "no member 'sum'"),
    ("a field of a value that does not exist", "flow.keep(order.sum)", "no dynamic member 'sum'"),
    ("a field that does not exist, of two", "let v = flow.task(\"a\", order, pay) { order, pay in order.sum + pay.amount }\n flow.keep(v)", "no member 'sum'"),
    ("a field that does not exist, in an async body", "let v = flow.task(\"a\", order) { order in\n let x = try await remote()\n return order.sum + x }\n flow.keep(v)", "no member 'sum'"),
    ("a wrong written parameter type", "let v = flow.task(\"a\", order) { (pay: Pay) in pay.amount }\n flow.keep(v)", "Pay"),
    ("an optional used as if it were there", "let v = flow.task(\"a\", order, maybe) { order, number in order.total + number }\n flow.keep(v)", "must be unwrapped"),
    ("a wrong written result", "let v: Value<String> = flow.task(\"a\", order) { order in order.total }; flow.keep(v)", "String"),
    ("a result that is not Codable", "let v = flow.task(\"a\", order) { _ in Plain() }\n flow.keep(v)", "Plain"),
    ("a tuple as result", "let v = flow.task(\"a\", order) { order in (order.id, order.total) }\n flow.keep(v)", "(String, Int)"),
    ("a value used in a body", "let v = flow.task(\"a\", order) { o in pay.amount }\n flow.keep(v)", "Value"),
    ("a task without result", "let v = flow.task(\"a\", order) { order in print(order.id) }\n flow.keep(v)", "Encodable"),
    ("an unused task", "flow.task(\"a\", order) { order in order.total }", "unused"),
    ("an unused constant", "let v = flow.task(\"a\", order) { order in order.total }", "never used"),
    ("await in a transform", "let v = flow.transform(\"a\", order) { order in try await remote() + order.total }\n flow.keep(v)", "async"),
    ("a condition that is no Bool", "flow.when(order.total) { flow.perform(\"a\", order) { _ in } }", "ConditionValue"),
    ("either of unlike values", "let a = flow.when(large) { flow.task(\"a\", order) { $0.total } }\n let b = flow.unless(large) { flow.task(\"b\", order) { $0.id } }\n let v = flow.either(a, b)\n flow.keep(v)", "no exact matches"),
    ("options after the inputs", "let v = flow.task(\"a\", order, retry: .none) { order in order.total }\n flow.keep(v)", "retry"),
    ("a misspelt option", "let v = flow.task(\"a\", retries: .none, order) { order in order.total }\n flow.keep(v)", "retr"),
    ("an until that is no time", "let v = flow.timer(\"t\", until: order.total)\n flow.keep(v)", "cannot convert value of type 'Value<Int>'"),
    ("a shared task with the wrong input", "let d = TaskDefinition(\"d\") { (pay: Pay) in pay.amount }\n let v = flow.run(d, order)\n flow.keep(v)", "no exact matches"),
    ("a shared task with too few inputs", "let d = TaskDefinition(\"d\") { (pay: Pay, order: Order) in pay.amount }\n let v = flow.run(d, pay)\n flow.keep(v)", "TaskDefinition<Int, Pay>"),
]


def main():
    modules = ROOT / ".build/debug/Modules"
    failed = 0
    for name, body, words in CASES:
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "Probe.swift"
            file.write_text(PRELUDE + "    " + body + "\n}\n")
            run = subprocess.run(
                ["swiftc", "-typecheck", "-swift-version", "6", "-I", str(modules),
                 *[f"-I{ROOT}/Sources/{module}" for module in ("CYAML", "CRocksDB", "CRdKafka")], str(file)],
                capture_output=True, text=True)
        # What follows from the first error is left out: `keep` of a value without type.
        lines = [
            l for l in run.stderr.splitlines()
            if any(f": {kind}: " in l for kind in ("error", "warning", "note")) and "could not infer pack element" not in l
        ]
        said = [l.split("Probe.swift:", 1)[1] for l in lines if "Probe.swift:" in l] or lines or ["(nothing)"]
        found = any(words in l for l in said)
        failed += not found
        print(f"{'ok  ' if found else 'POOR'} {name}\n     " + "\n     ".join(said))
    print(f"{len(CASES) - failed} of {len(CASES)} have the words they should")
    if failed and "--check" in sys.argv:
        sys.exit(1)


main()
