// The parts of a chaos run that know nothing of the engine: `ChaosRunner load | check | run`. docs/reliability.md
import ChaosKit
@preconcurrency import Glibc

setvbuf(stdout, nil, Int32(_IOLBF), 0)
let words = Array(CommandLine.arguments.dropFirst())
do {
    switch words.first {
    case "load": exit(try LoadVerb.run(Array(words.dropFirst())))
    case "check": exit(try CheckVerb.run(Array(words.dropFirst())))
    case "run": exit(try RunVerb.run(Array(words.dropFirst())))
    default: throw ChaosError("usage: ChaosRunner load | check | run")
    }
} catch {
    fputs("chaos: \(error)\n", stderr)
    exit(70)
}
