package import Sluice

/// Workloads of `sluice bench`, which tests run too.
package enum BenchmarkWorkflows {
    /// Flux's `BenchmarkWorkFlowA`: twice ten tasks on one integer, six levels, each result an event of the log.
    package static let graphAAsTasks = Workflow<Int, Nothing>("benchmark-a-tasks", version: 1) { flow, x in
        drawHalves(
            flow, x,
            one: { name, a, body in
                flow.task(name, retry: .exponential(attempts: 4), timeout: .seconds(1), a, run: body)
            },
            two: { name, a, b, body in
                flow.task(name, retry: .exponential(attempts: 4), timeout: .seconds(1), a, b, run: body)
            })
    }

    /// The same graph with every step inside the fold: one event an instance.
    package static let graphAAsTransforms = Workflow<Int, Nothing>("benchmark-a-transforms", version: 1) { flow, x in
        drawHalves(
            flow, x, one: { flow.transform($0, $1, run: $2) }, two: { flow.transform($0, $1, $2, run: $3) })
    }

    private typealias One = (String, Value<Int>, @escaping @Sendable (Int) -> Int) -> Value<Int>
    private typealias Two = (String, Value<Int>, Value<Int>, @escaping @Sendable (Int, Int) -> Int) -> Value<Int>

    /// The two halves share only the input. Nothing joins them: the last value of each is kept.
    private static func drawHalves(_ flow: Flow, _ x: Value<Int>, one: One, two: Two) {
        for half in ["left", "right"] {
            let salt = half == "left" ? 1 : 2
            let a = one("\(half)-random-1", x) { random($0, salt) }
            let b = one("\(half)-random-2", x) { random($0, salt + 2) }
            let sum = two("\(half)-add-1", a, b) { $0 &+ $1 }
            let difference = two("\(half)-subtract", a, b) { $0 &- $1 }
            let more = one("\(half)-increment", sum) { $0 &+ 1 }
            let less = one("\(half)-decrement", difference) { $0 &- 1 }
            let rest = two("\(half)-modulus", more, less, modulus)
            let up = one("\(half)-left-shift", rest) { $0 << 1 }
            let down = one("\(half)-right-shift", rest) { $0 >> 1 }
            flow.keep(two("\(half)-add-2", up, down) { $0 &+ $1 })
        }
    }

    /// Flux draws numbers; here they follow from the input, so that every run of an instance gives the same. 0 to 9,999.
    @Sendable package static func random(_ x: Int, _ salt: Int) -> Int {
        var mixed = UInt64(bitPattern: Int64(x)) &+ UInt64(salt) &* 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((mixed ^ (mixed >> 31)) % 10_000)
    }

    /// Flux's own traps when the divisor comes out as zero, and the instance stays; ours gives zero.
    @Sendable package static func modulus(_ a: Int, _ b: Int) -> Int { b == 0 ? 0 : a % b }
}
