import Foundation

/// A value with something of everything that `Codable` synthesizes.
struct Sample: Codable, Equatable {
    enum Choice: Codable, Equatable {
        case nothing
        case amount(Int)
        case named(label: String, weight: Double?)
    }

    enum Level: String, Codable {
        case low
        case high
    }

    struct Inner: Codable, Equatable {
        var label: String
        var weights: [Double]
        var next: [Inner]
        var choice: Choice
    }

    var id: String
    var count: Int
    var small: Int8
    var wide: UInt64
    var ratio: Double
    var flag: Bool
    var note: String?
    var missing: Int?
    var level: Level
    var levels: [Level]
    var inner: Inner
    var table: [String: Inner]
    var numbers: [Int: String]
    var byLevel: [Level: Int]
    var tags: Set<String>
    var matrix: [[Int]]
    var holes: [String?]
    var link: URL
    var key: UUID
    var bytes: Data
    var price: Decimal
    var width: Float
}

extension Sample {
    static func random(using random: inout some RandomNumberGenerator) -> Sample {
        func text() -> String {
            let alphabet = Array("aZ09 \"\\/\n\t\u{1}\u{7f}éß€漢字🙂\u{301}ﷺ")
            return String(
                (0..<Int.random(in: 0...24, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
        }
        func number() -> Double {
            switch Int.random(in: 0...5, using: &random) {
            case 0: return Double(Int.random(in: -1000...1000, using: &random))
            case 1: return 0
            case 2:
                let bits = Double(bitPattern: .random(in: 0...(.max), using: &random))
                return bits.isFinite ? bits : 0.1
            case 3: return .random(in: -1...1, using: &random)
            case 4: return .leastNonzeroMagnitude
            default: return .random(in: -1e9...1e9, using: &random)
            }
        }
        func choice() -> Choice {
            switch Int.random(in: 0...3, using: &random) {
            case 0: .nothing
            case 1: .amount(.random(in: .min...(.max), using: &random))
            case 2: .named(label: text(), weight: nil)
            default: .named(label: text(), weight: number())
            }
        }
        func inner(_ depth: Int) -> Inner {
            Inner(
                label: text(), weights: (0..<Int.random(in: 0...3, using: &random)).map { _ in number() },
                next: depth > 0 ? (0..<Int.random(in: 0...2, using: &random)).map { _ in inner(depth - 1) } : [],
                choice: choice())
        }
        return Sample(
            id: text(), count: .random(in: .min...(.max), using: &random),
            small: .random(in: -128...127, using: &random),
            wide: .random(in: 0...(.max), using: &random), ratio: number(), flag: .random(using: &random),
            note: Bool.random(using: &random) ? text() : nil, missing: nil,
            level: Bool.random(using: &random) ? .low : .high,
            levels: (0..<Int.random(in: 0...3, using: &random)).map { _ in Bool.random() ? .low : .high },
            inner: inner(3),
            table: Dictionary((0..<Int.random(in: 0...6, using: &random)).map { _ in (text(), inner(1)) }) { a, _ in a
            },
            numbers: Dictionary(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    (Int.random(in: -99...99, using: &random), text())
                }
            ) { a, _ in a },
            byLevel: Bool.random(using: &random) ? [.low: 1, .high: 2] : [:],
            tags: Set((0..<Int.random(in: 0...5, using: &random)).map { _ in text() }),
            matrix: (0..<Int.random(in: 0...3, using: &random)).map { Array(0..<$0) },
            holes: (0..<Int.random(in: 0...3, using: &random)).map { $0 % 2 == 0 ? text() : nil },
            link: URL(string: "https://example.org/a%20b?c=\(Int.random(in: 0...9, using: &random))#d")!,
            key: UUID(),
            bytes: Data((0..<Int.random(in: 0...40, using: &random)).map { UInt8(truncatingIfNeeded: $0 &* 37) }),
            price: Decimal(Int.random(in: -100_000...100_000, using: &random)) / 100,
            width: Float.random(in: -1e5...1e5, using: &random))
    }
}

/// Every run differs; the seed is printed with a failure and reproduces it.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
