import SluiceKernel

extension Mistake {
    /// Mistakes in expressions.
    static let ofExpressions: [Mistake] = [
        Mistake("not an expression", steps: "a: {task: t, with: input.«}", .expression, "expected", hint: nil),
        Mistake(
            "an unknown variable", steps: "a:\n  task: t\n  with: input.x + «inptu.y", .expression,
            "there is no variable 'inptu'", hint: "Did you mean 'input'?"),
        Mistake(
            "an unknown step in an expression", steps: "charge: {task: t}\nb:\n  task: t\n  when: '«chrage != null'",
            .expression, "there is no variable 'chrage'", hint: "Did you mean 'charge'?"),
        Mistake(
            "an unknown function", steps: "a:\n  task: t\n  with: \"«lenght(input.x)\"", .expression, "'lenght'",
            hint: nil),
        Mistake(
            "a name that is a difference", steps: "big-order: {task: t}\nb:\n  task: t\n  with: «big-order.total",
            .expression, "there is no variable 'big'", hint: "steps[\"big-order\"]"),
        Mistake(
            "an unknown member of steps", steps: "a: {task: t}\nb:\n  task: t\n  with: steps«[\"aa\"].x", .expression,
            "has no member \"aa\"", hint: nil),
        Mistake(
            "a name only known at run time", steps: "a: {task: t}\nb:\n  task: t\n  with: steps«[input.which]",
            .typeClash, "named by a constant", hint: "steps.a"),
        Mistake(
            "the group of all steps", steps: "a: {task: t}\nb:\n  task: t\n  with: «steps", .typeClash, "not a value",
            hint: "steps.a"),
        Mistake(
            "an unknown time", steps: "a: {task: t}\nb:\n  until: times«['c'] + duration('1h')", .expression,
            "has no member \"c\"", hint: nil),
        Mistake("types that do not go together", steps: "a:\n  task: t\n  with: 1 «+ 'x'", .typeClash, "", hint: nil),
        Mistake(
            "a condition that is a number", steps: "a:\n  task: t\n  when: «size(input.items)", .typeClash,
            "a condition is a bool, and this is of type int", hint: "Compare it"),
        Mistake(
            "a condition in a list", steps: "a:\n  task: t\n  when:\n    - input.ok\n    - «'\"yes\"'", .typeClash,
            "a condition is a bool, and this is of type string"),
        Mistake(
            "a timeout that is a number", steps: "a:\n  signal: s\n  timeout: «5 * 60", .typeClash,
            "expected a duration, and this is of type int", hint: "duration(\"5m\")"),
        Mistake(
            "a timer that is a time", steps: "a:\n  timer: «times.start", .typeClash,
            "expected a duration, and this is of type timestamp"),
        Mistake(
            "a time that is a duration", steps: "a:\n  until: «duration('5m')", .typeClash,
            "expected a timestamp, and this is of type duration", hint: "timestamp(…)"),
        Mistake(
            "a literal time that is none", steps: "a:\n  until: «2026-02-30T00:00:00Z", .badValue,
            "'2026-02-30T00:00:00Z' is no time", hint: "2026-01-31T08:00:00Z"),
        Mistake(
            "a day that is read as a difference", steps: "a:\n  until: «'2026-02-20'", .typeClash,
            "expected a timestamp, and this is of type int"),
        Mistake(
            "a bad constant duration", steps: "a:\n  timer: duration(«'5 minutes')", .expression, "5 minutes", hint: nil
        ),
        Mistake(
            "a condition that is never true", steps: "a:\n  task: t\n  when: «1 > 2\nb: {task: t, inputs: [a]}",
            .unreachable, "the condition is always false: 'a' can never run, nor 'b' behind it",
            hint: "Correct the condition"),
        Mistake(
            "a condition that always fails", steps: "a:\n  task: t\n  when: «1 / 0 > 2", .expression,
            "the condition always fails", hint: nil),
        Mistake(
            "a cycle through a condition", steps: "«a: {task: t, when: b != null}\nb: {task: t, with: a.x}", .cycle,
            "steps wait for each other: a → b → a"),
        Mistake("a cycle through a time", steps: "«a: {until: times.a}", .cycle, "waits for itself: a → a"),
        Mistake(
            "a transform nobody uses", steps: "«a: {transform: input.x * 2}", .unused, "the value of 'a' is never used"),
        Mistake(
            "a type as a value", steps: "a: {task: t, with: «type(1)}", .typeClash,
            "expected a value, and this is of type type"),
        Mistake(
            "within a literal block", steps: "a:\n  task: t\n  with: |\n    [1,\n      «inptu]", .expression,
            "there is no variable 'inptu'"),
        Mistake(
            "within folded text", steps: "a:\n  task: t\n  with: «input.x +\n    inptu", .expression,
            "there is no variable 'inptu' (at 1:11 of the expression)"),
        Mistake(
            "a group's condition is told once",
            steps: "g:\n  when: «inptu.x\n  steps:\n    a: {task: t}\n    b: {task: t}", .expression,
            "there is no variable 'inptu'", hint: "Did you mean 'input'?"),
        Mistake(
            "a bad result", document: "sluice: 1\nworkflow: w\nversion: 1\nsteps:\n  a: {task: t}\nresult: «aa.x\n",
            .expression, "there is no variable 'aa'"),
        Mistake(
            "a variable in a list macro is none outside",
            steps: "a:\n  task: t\n  with: input.items.map(i, i.x) + [«i]", .expression, "there is no variable 'i'"),
    ]
}
