package import Sluice

extension BenchmarkWorkflows {
    /// What the one-task workflows carry: about 190 bytes of JSON, in and out.
    package struct Purchase: Codable, Equatable, Sendable {
        package var id: String
        package var customer: String
        package var total: Int
        package var currency: String
        package var express: Bool
        package var rate: Double
        package var lines: [Line]
        package var note: String

        package init(number: Int) {
            id = "order-\(number)"
            customer = "customer-\(BenchmarkWorkflows.random(number, 5))"
            total = BenchmarkWorkflows.random(number, 6)
            currency = number % 3 == 0 ? "EUR" : "INR"
            express = number % 2 == 0
            rate = Double(number % 100) / 100
            lines = [Line(sku: "A-\(number % 977)", count: 2), Line(sku: "B-\(number % 89)", count: 1)]
            note = "ring twice, floor \(number % 30)"
        }

        package struct Line: Codable, Equatable, Sendable {
            package var sku: String
            package var count: Int
        }
    }

    /// One task that gives back what it is given, as bytes.
    package static let oneTaskOnBytes = Workflow<Purchase, RawJSON>("one-task-bytes", version: 1) { flow, purchase in
        flow.task("copy", bytes: purchase) { json in Array(json) }
    }

    /// One task that reads what it is given and writes it again.
    package static let oneTaskCodable = Workflow<Purchase, Purchase>("one-task-codable", version: 1) { flow, purchase in
        flow.task("copy", purchase) { purchase in
            var purchase = purchase
            purchase.total &+= 1
            return purchase
        }
    }

    /// Five tasks, one after the other.
    package static let chain = Workflow<Int, Int>("chain-5", version: 1) { flow, x in
        var value = x
        for index in 1...5 { value = flow.task("step-\(index)", value) { $0 &+ 1 } }
        return value
    }
}
