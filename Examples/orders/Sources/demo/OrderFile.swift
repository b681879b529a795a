import Foundation
import OrderWorkflow

/// The input of the demo: one JSON object a line, with the faults that real input has.
struct OrderFile {
    /// Lines that repeat another one, of 100.
    static let duplicates = 3
    /// Payments that come before their order, of 100.
    static let early = 20

    private struct Line<Content: Encodable>: Encodable {
        var id: String
        var instance: String
        var type: String
        var data: Content
    }

    let lines: Int
    let repeated: Int
    let outOfOrder: Int

    /// Writes the orders and payments of `plan`, some twice, some payments before their orders.
    init(_ plan: [PlannedOrder], to path: String, _ random: inout Random) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var placed: [(position: Double, text: Data)] = []
        var outOfOrder = 0
        for (index, planned) in plan.enumerated() {
            let position = Double(index)
            let start = Line(
                id: "placed-\(planned.order.number)", instance: planned.instance, type: "placed", data: planned.order)
            placed.append((position, try encoder.encode(start)))
            guard let payment = planned.payment else { continue }
            let isEarly = Int.random(in: 0..<100, using: &random) < OrderFile.early
            if isEarly { outOfOrder += 1 }
            let distance = Double.random(in: 0.5..<200, using: &random)
            let line = Line(
                id: "payment-\(payment.number)", instance: planned.instance, type: "payment", data: payment)
            placed.append((position + (isEarly ? -distance : distance), try encoder.encode(line)))
        }
        var repeated = 0
        for line in placed where Int.random(in: 0..<100, using: &random) < OrderFile.duplicates {
            repeated += 1
            placed.append((line.position + Double.random(in: 0..<2_000, using: &random), line.text))
        }
        placed.sort { $0.position < $1.position }
        var text = Data()
        for line in placed {
            text.append(line.text)
            text.append(UInt8(ascii: "\n"))
        }
        try text.write(to: URL(fileURLWithPath: path))
        lines = placed.count
        self.repeated = repeated
        self.outOfOrder = outOfOrder
    }
}
