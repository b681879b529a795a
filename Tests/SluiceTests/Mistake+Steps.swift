import SluiceKernel

extension Mistake {
    /// Mistakes within steps.
    static let ofSteps: [Mistake] = [
        Mistake("a step that is a text", steps: "a: «t", .wrongKind, "expected a step as a mapping", hint: nil),
        Mistake(
            "a step that does nothing", steps: "a:\n  «after: [b]\nb: {task: t}", .missing, "does not say what it does",
            hint: "task"),
        Mistake(
            "a misspelt kind", steps: "a: {«tsak: t}", .unknownKey, "unknown key 'tsak'", hint: "Did you mean 'task'?"),
        Mistake(
            "two kinds", steps: "a: «{task: t, signal: s}", .conflict, "found task and signal", hint: "several steps"),
        Mistake(
            "a word of later", steps: "a: {«map: input.items}", .laterRelease, "'map' is a word of a later release"),
        Mistake(
            "a task's word of later", steps: "a: {task: t, «undo: u}", .laterRelease,
            "'undo' is a word of a later release"),
        Mistake(
            "a heartbeat without a queue", steps: "a: {task: t, heartbeat: «3s}", .conflict,
            "heartbeat is for tasks of a queue, and this one has none", hint: "Name a queue"),
        Mistake(
            "a bad name of a queue", steps: "a: {task: t, queue: «'a b'}", .badName,
            "the queue: name 'a b' has other characters", hint: "letters, digits"),
        Mistake(
            "a queue that is a list", steps: "a: {task: t, queue: «[q], heartbeat: 3s}", .wrongKind,
            "expected the name of a queue"),
        Mistake(
            "a queue of a signal", steps: "a: {signal: s, «queue: q}", .conflict,
            "'queue' belongs to a task, and this is a signal"),
        Mistake(
            "a field of another kind", steps: "a: {signal: s, «retry: 3}", .conflict,
            "'retry' belongs to a task, and this is a signal"),
        Mistake(
            "a misspelt field", steps: "a: {task: t, «timout: 3s}", .unknownKey, "unknown key 'timout'",
            hint: "Did you mean 'timeout'?"),
        Mistake(
            "a task that is a mapping", steps: "a: {task: «{}}", .wrongKind,
            "expected the name of a task, found a mapping"),
        Mistake("a task that is a number", steps: "a: {task: «7}", .wrongKind, "found a number", hint: "\"7\""),
        Mistake("a bad step name", steps: "«my step: {task: t}", .badName, "'my step'", hint: "letters, digits"),
        Mistake(
            "a long step name", steps: "«\(String(repeating: "x", count: 65)): {task: t}", .badName,
            "65 bytes, more than 64"),
        Mistake(
            "a reserved name", steps: "«input: {task: t}", .badName, "means something else in expressions",
            hint: "another name"),
        Mistake("a name twice", steps: "a: {task: t}\n«a: {task: u}", .duplicateKey, "'a' appears twice: first at 5:3"),
        Mistake(
            "a name twice across groups", steps: "a: {task: t}\ng:\n  when: input.x\n  steps:\n    «a: {task: u}",
            .duplicateName,
            "two steps have the name 'a': first at 5:3", hint: "unique"),
        Mistake(
            "an unknown step", steps: "charge: {task: t}\nb: {task: t, after: [«chrage]}", .unknownStep,
            "unknown step 'chrage'", hint: "Did you mean 'charge'?"),
        Mistake(
            "an unknown input", steps: "a: {task: t, inputs: [input, «b]}", .unknownStep, "unknown step 'b'",
            hint: "Steps: a, input."),
        Mistake(
            "a group as a value", steps: "g:\n  when: input.x\n  steps:\n    a: {task: t}\nb: {task: t, after: «g}",
            .unknownStep,
            "'g' is a group", hint: "one of its steps"),
        Mistake(
            "a group without a condition", steps: "g:\n  «steps:\n    a: {task: t}", .missing, "'when' is missing",
            hint: "a condition over several steps"),
        Mistake(
            "a group with more", steps: "g:\n  when: input.x\n  «after: [a]\n  steps:\n    a: {task: t}", .unknownKey,
            "unknown key 'after'", hint: "A group has: when, steps."),
        Mistake(
            "with and inputs", steps: "a: {task: t, with: input, inputs: «[input]}", .conflict, "exclude each other",
            hint: "one expression"),
        Mistake(
            "inputs that are no list", steps: "a: {task: t, inputs: «input}", .wrongKind,
            "expected a list of steps, found a text", hint: "with: <expression>"),
        Mistake(
            "a payload as a mapping", steps: "a:\n  task: t\n  with:\n    «id: input.id", .wrongKind,
            "expected an expression, found a mapping", hint: "'{\"id\": input.id}'"),
        Mistake(
            "an expression that is nothing", steps: "a: {task: t, with: «\"\"}", .missing,
            "expected an expression, found nothing"),
        Mistake(
            "a timeout without a unit", steps: "a: {task: t, timeout: «30}", .badDuration,
            "expected a duration, found '30'", hint: "250ms, 90s, 5m, 1h30m or 7d"),
        Mistake(
            "a timeout of nothing", steps: "a: {task: t, timeout: «0s}", .badDuration, "'0s' is outside 1ms to 3650d"),
        Mistake("units in the wrong order", steps: "a: {task: t, deadline: «30m1h}", .badDuration, "found '30m1h'"),
        Mistake(
            "a fraction of an hour", steps: "a: {signal: s, timeout: «1.5h}", .badDuration,
            "expected a duration or an expression, found '1.5h'"),
        Mistake("a duration in words", steps: "a: {timer: «5 minutes}", .badDuration, "found '5 minutes'", hint: "5m"),
        Mistake(
            "a policy that is unknown", steps: "a: {task: t, on_failure: «retry}", .badValue,
            "expected sideline, fail or skip, found 'retry'"),
        Mistake("attempts of zero", steps: "a: {task: t, retry: «0}", .badValue, "from 1 to 1000, found '0'"),
        Mistake(
            "too many attempts", steps: "a: {task: t, retry: {attempts: «1001}}", .badValue,
            "from 1 to 1000, found '1001'"),
        Mistake(
            "a retry in words", steps: "a: {task: t, retry: «never}", .wrongKind,
            "expected none, a number of attempts, or a mapping", hint: "retry: {"),
        Mistake(
            "a misspelt retry", steps: "a: {task: t, retry: {«atempts: 5}}", .unknownKey, "unknown key 'atempts'",
            hint: "Did you mean 'attempts'?"),
        Mistake(
            "a cap below first", steps: "a: {task: t, retry: {first: 1m, cap: «1s}}", .limit,
            "cap (1s) is below first (1m)", hint: "longest"),
        Mistake(
            "a first above the usual cap", steps: "a: {task: t, retry: «{first: 5m}}", .limit,
            "cap (1m) is below first (5m)"),
        Mistake(
            "a factor below one", steps: "a: {task: t, retry: {factor: «0.5}}", .limit, "factor is outside 1 to 1000",
            hint: "doubles"),
        Mistake(
            "a factor too exact", steps: "a: {task: t, retry: {factor: «1.0001}}", .badValue,
            "at most three decimals, found '1.0001'"),
        Mistake(
            "jitter above one", steps: "a: {task: t, retry: {jitter: «20}}", .limit, "jitter is outside 0 to 1",
            hint: "20 %"),
        Mistake(
            "an error that is a number", steps: "a: {task: t, retry: {not: [«404]}}", .wrongKind,
            "expected the name of an error, found a number", hint: "\"404\""),
        Mistake(
            "a signal that is false", steps: "a: {signal: «false}", .wrongKind,
            "expected the name of a signal, found true or false"),
        Mistake(
            "one signal for two steps", steps: "a: {signal: s}\nb: {signal: «s}", .conflict,
            "signal 's' is awaited by 'a' already", hint: "Use the value of 'a'"),
        Mistake(
            "timeout_of a task", steps: "a: {task: t}\nb: {timeout_of: «a}\nc: {task: t, inputs: [b]}", .wrongStep,
            "'a' is not a signal"),
        Mistake(
            "timeout_of without a timeout", steps: "a: {signal: s}\nb: {timeout_of: «a}\nc: {task: t, inputs: [b]}",
            .unreachable, "signal 'a' has no timeout: 'b' can never run, nor 'c' behind it",
            hint: "Add 'timeout' to 'a'"),
        Mistake(
            "timeout_of the input", steps: "b: {timeout_of: «input}\nc: {task: t, inputs: [b]}", .wrongStep,
            "the input has no timeout"),
        Mistake(
            "first_of nothing", steps: "a: {first_of: «[]}\nb: {task: t, inputs: [a]}", .missing,
            "first_of names no steps"),
        Mistake(
            "a closure and more", steps: "a: {transform: «{closure: [input], fast: true}}", .wrongKind,
            "expected an expression or {closure: [<steps>]}"),
        Mistake(
            "a cycle", steps: "«a: {task: t, inputs: [c]}\nb: {task: t, inputs: [a]}\nc: {task: t, after: [b]}", .cycle,
            "steps wait for each other: a → b → c → a", hint: "Remove one"),
        Mistake("a step that waits for itself", steps: "«a: {task: t, after: [a]}", .cycle, "waits for itself: a → a"),
        Mistake(
            "a value nobody uses", steps: "a: {task: t}\n«b: {first_of: [a]}", .unused,
            "the value of 'b' is never used", hint: "'result'"),
        Mistake(
            "a timeout nobody uses", steps: "a: {signal: s, timeout: 1h}\n«b: {timeout_of: a}", .unused,
            "the value of 'b' is never used"),
        Mistake(
            "a result that is a list", steps: "a: {task: t}", result: "«[a]", .wrongKind,
            "expected an expression, found a list"),
        Mistake(
            "a result with an odd key", steps: "a: {task: t}", result: "{cel: a, «cle: b}", .unknownKey,
            "unknown key 'cle'", hint: "'cel'"),
        Mistake(
            "too many conditions",
            steps: "a: {task: t, when: «[\(Array(repeating: "true", count: 65).joined(separator: ", "))]}", .limit,
            "65 conditions, more than 64", hint: "&&"),
        Mistake(
            "a timeout that is wrong has no follow-up",
            steps: "a: {signal: s, timeout: «5}\nb: {timeout_of: a}\nc: {task: t, inputs: [b]}", .badDuration,
            "found '5'"),
        Mistake("too many steps", document: tooMany, .limit, "501 steps, more than 500", hint: "Split"),
    ]

    private static let tooMany =
        "sluice: 1\nworkflow: w\nversion: 1\nsteps:\n  «"
        + (0...500).map { "s\($0): {task: t}" }.joined(separator: "\n  ") + "\n"

    /// A mistake in the result.
    private init(
        _ what: String, steps: String, result: String, _ code: Problem.Code, _ message: String, hint: String? = nil
    ) {
        self.init(
            what, document: "sluice: 1\nworkflow: w\nversion: 1\nsteps:\n  \(steps)\nresult: \(result)\n", code,
            message, hint: hint)
    }
}
