#!/usr/bin/env python3
"""Writes the overloads of the builder's verbs for one to six inputs: Sources/Sluice/Authoring/Generated.

Parameter packs alone would do, and they stay beside these for more inputs; but the compiler's errors for packs are poor
("cannot convert 'Value<Order>' to 'Value<Order>'"), while a fixed number of parameters gives "expects 2 arguments, but 1 was
used". Run it from anywhere after a change, and commit what it writes:

    scripts/generate-arities.py
"""

import pathlib
import subprocess

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Sources/Sluice/Authoring/Generated"
HEADER = "// Written by scripts/generate-arities.py; change that.\n\n"
LETTERS = "ABCDEF"
CODABLE = "Codable & Sendable"
TASK = (
    "_ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,\n"
    "        onFailure: FailurePolicy = .sideline, concurrency: Int = 64"
)
TRANSFORM = "_ name: String, onFailure: FailurePolicy = .sideline"
RUN = "as name: String? = nil, retry: RetryPolicy? = nil, onFailure: FailurePolicy = .sideline"
PLACE = "file: String = #fileID, line: Int = #line"
AT = "at: Place(file: file, line: line)"
OPTIONS = "TaskOptions(name, retry, timeout, deadline, onFailure, concurrency)"


class Shape:
    """How one overload takes its inputs and gives its result."""

    def __init__(self, letters, takes, gets, result, returns):
        self.letters = letters
        # Optional marks: of the values, of the closure's parameters, of the closure's result, of the step's value.
        self.takes, self.gets, self.result, self.returns = takes, gets, result, returns

    @property
    def lifts(self):
        return self.takes and not self.gets

    def generics(self, output=True):
        names = list(self.letters) + (["Output"] if output else [])
        return ", ".join(f"{n}: {CODABLE}" for n in names)

    def values(self, labels=True):
        if self.lifts and labels:
            return ", ifPresent a: Value<A?>"
        return "".join(f", _ {n.lower()}: Value<{n}{self.takes}>" for n in self.letters)

    def arguments(self):
        return "[" + ", ".join(f"{n.lower()}.input" for n in self.letters) + "]"

    def parameters(self):
        return "(" + ", ".join(f"{n}{self.gets}" for n in self.letters) + ")"

    def reads(self):
        if self.lifts:
            return None
        names = ", ".join(n.lower() for n in self.letters)
        reads = ", ".join(f"try inputs.read({i}, as: {n}{self.gets}.self)" for i, n in enumerate(self.letters))
        return f"let ({names}) = ({reads})" if len(self.letters) > 1 else f"let {names} = {reads}"

    def call(self):
        return "body(" + ", ".join(n.lower() for n in self.letters) + ")"


def shapes(arity, flattens=True):
    letters = LETTERS[:arity]
    yield Shape(letters, "", "", "", "")
    # Every input may be absent: so may the result; one that is an optional already stays one.
    yield Shape(letters, "?", "?", "", "?")
    if flattens:
        yield Shape(letters, "?", "?", "?", "?")
    # A single input that may be absent, and a body that wants it: skipped together. It has a label of its own: as one more
    # overload of the same call it turned every slip in a closure of one input into "cannot convert value of type
    # 'Value<Order>' to expected argument type 'Value<A?>'".
    if arity == 1:
        yield Shape(letters, "?", "", "", "?")
        if flattens:
            yield Shape(letters, "?", "", "?", "?")


def typed(verb, options, opening, shape, asynchronous):
    """A verb with a result."""
    wait = "await " if asynchronous else ""
    kind = "async throws" if asynchronous else "throws"
    label = ("asynchronous: " if asynchronous else "") if verb == "task" else ""
    lines = []
    if shape.lifts:
        guard = f"guard let a = try inputs.read(0, as: A?.self) else {{ return "
        lines.append(guard + ("JSONCoding.null }" if asynchronous else "output.writeNull() }"))
    else:
        lines.append(shape.reads())
    if asynchronous:
        lines.append(f"return try .written(try await {shape.call()})")
        closure = "{ inputs in"
    else:
        lines.append(f"try output.write(try {shape.call()})")
        closure = "{ inputs, output in"
    body = "\n            ".join(lines)
    if asynchronous:
        end = f", {AT}, asynchronous: {closure}\n            {body}\n        }})"
    else:
        end = f", {AT}) {closure}\n            {body}\n        }}"
    return (
        f"    public func {verb}<{shape.generics()}>(\n"
        f"        {options}{shape.values()},\n"
        f"        run body: @escaping @Sendable {shape.parameters()} {kind} -> Output{shape.result},\n        {PLACE}\n"
        f"    ) -> Value<Output{shape.returns}> {{\n"
        f"        record({opening}, {shape.arguments()}{end}\n    }}\n"
    )


def perform(shape, asynchronous):
    kind = "async throws" if asynchronous else "throws"
    lines = []
    if shape.lifts:
        guard = f"guard let a = try inputs.read(0, as: A?.self) else {{ return "
        lines.append(guard + ("JSONCoding.null }" if asynchronous else "output.writeNull() }"))
    else:
        lines.append(shape.reads())
    if asynchronous:
        lines += [f"try await {shape.call()}", "return try .written(Nothing())"]
        closure = "{ inputs in"
    else:
        lines += [f"try {shape.call()}", "try output.write(Nothing())"]
        closure = "{ inputs, output in"
    body = "\n            ".join(lines)
    if asynchronous:
        end = f", {AT}, asynchronous: {closure}\n            {body}\n        }})"
    else:
        end = f", {AT}) {closure}\n            {body}\n        }}"
    return (
        f"    public func perform<{shape.generics(output=False)}>(\n"
        f"        {TASK}{shape.values()},\n"
        f"        run body: @escaping @Sendable {shape.parameters()} {kind} -> Void,\n        {PLACE}\n"
        f"    ) {{\n"
        f"        sink({OPTIONS}, {shape.arguments()}{end}\n    }}\n"
    )


def run(shape):
    types = ", ".join(["Output"] + [f"{n}{shape.gets}" for n in shape.letters])
    return (
        f"    public func run<{shape.generics()}>(\n"
        f"        _ definition: TaskDefinition<{types}>, {RUN}{shape.values(labels=False)},\n        {PLACE}\n"
        f"    ) -> Value<Output{shape.returns}> {{\n"
        f"        record(definition, name, retry, onFailure, {shape.arguments()}, {AT})\n    }}\n"
    )


def write(name, overloads):
    text = HEADER + "extension Flow {\n" + "\n".join(overloads) + "}\n"
    path = FOLDER / name
    path.write_text(text)
    return path


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    arities = range(1, 7)
    task, transform, sinks, runs = [], [], [], []
    for arity in arities:
        for shape in shapes(arity):
            for asynchronous in (False, True):
                task.append(typed("task", TASK, OPTIONS, shape, asynchronous))
            transform.append(typed("transform", TRANSFORM, "transform: name, onFailure", shape, False))
        for shape in shapes(arity, flattens=False):
            # A body that takes optionals takes them as they are: the first shape does.
            if not (shape.takes and shape.gets):
                for asynchronous in (False, True):
                    sinks.append(perform(shape, asynchronous))
            runs.append(run(shape))
    paths = [
        write("Flow+Task.swift", task),
        write("Flow+Transform.swift", transform),
        write("Flow+Perform.swift", sinks),
        write("Flow+Run.swift", runs),
    ]
    subprocess.run(["swift", "format", "-i", *map(str, paths)], check=True, cwd=FOLDER)


main()
