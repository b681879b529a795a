import ChaosKit
import Sluice

// What the nodes of a chaos run fold. `Kind` of ChaosKit says what each must come to.

let errand = Workflow(Kind.errand.rawValue, version: 1) { (flow: Flow, input: Value<Content>) -> Value<Ended> in
    let retry = RetryPolicy.fixed(attempts: 20, every: .milliseconds(20))
    let made = flow.task("work", retry: retry, concurrency: 32, input) { input -> Made in
        let token = Execution.note()
        if (TaskContext.current?.attempt ?? 1) <= Subject(.errand, input.number).failures { throw TaskError("Busy") }
        return Made(number: input.number, token: token)
    }
    let go = flow.signal("go", of: Note.self)
    let pause = flow.timer("pause", after: made, .milliseconds(100))
    flow.publish("told", to: "told", made)
    return flow.transform("end", made, go, pause) { made, go, _ in
        Ended(number: made.number, token: made.token, text: go.text)
    }
}

let quick = Workflow(Kind.quick.rawValue, version: 1) { (flow: Flow, input: Value<Content>) -> Value<Ended> in
    flow.transform("end", input) { Ended(number: $0.number, square: $0.number * $0.number) }
}

let grim = Workflow(Kind.grim.rawValue, version: 1) { (flow: Flow, input: Value<Content>) -> Value<Ended> in
    flow.transform("end", input) { _ in fatalError("this start kills whoever folds it, as it was asked") }
}

let doomed = Workflow(Kind.doomed.rawValue, version: 1) { (flow: Flow, input: Value<Content>) -> Value<Ended> in
    let go = flow.signal("go", of: Note.self)
    return flow.transform("end", input, go) { _, _ in
        fatalError("this signal kills whoever folds it, as it was asked")
    }
}

let mortal = Workflow(Kind.mortal.rawValue, version: 1) { (flow: Flow, input: Value<Content>) -> Value<Ended> in
    let retry = RetryPolicy.fixed(attempts: Kind.mortalAttempts + 2, every: .milliseconds(50))
    let made = flow.task("work", retry: retry, concurrency: 4, input) { input -> Made in
        let token = Execution.note()
        if (TaskContext.current?.attempt ?? 1) <= Kind.mortalAttempts {
            fatalError("this body kills its node, as it was asked")
        }
        return Made(number: input.number, token: token)
    }
    return flow.transform("end", made) { Ended(number: $0.number, token: $0.token) }
}
