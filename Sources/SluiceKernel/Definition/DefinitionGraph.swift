/// Who waits for whom, all references of expressions included.
package struct DefinitionGraph: Equatable, Sendable {
    /// What one step waits for. Each list is sorted and names a step once.
    package struct Links: Equatable, Sendable {
        /// Steps whose values it is given, or that it comes after: whether they were skipped decides whether it is.
        package var given: [Int] = []
        /// Steps that only its gates, its duration, or the key and headers of its record read: they must have settled, and
        /// count for nothing else.
        package var awaited: [Int] = []
        /// Whether it is given the input or the time of the start, which are always there.
        package var takesInput = false
    }

    package var steps: [Links]
    /// Steps that the result reads.
    package var result: [Int]

    /// `reads` tells what the expression at a site reads; none when it does not compile.
    package init(_ definition: Definition, reads: (ExpressionSite) -> [ScopeName]) {
        steps = []
        for index in definition.steps.indices {
            var given = Set<Int>()
            var awaited = Set<Int>()
            var links = Links()
            let direct = definition.directReferences(ofStep: index) + definition.afterReferences(ofStep: index)
            for (_, reference) in direct {
                switch reference {
                case .input: links.takesInput = true
                case .step(let step): if definition.steps.indices.contains(step) { given.insert(step) }
                }
            }
            for site in definition.expressionSites(ofStep: index) {
                let isCounted = site.role == .value || site.role == .time
                for name in reads(site) {
                    switch name.step {
                    case .some(let step): if isCounted { given.insert(step) } else { awaited.insert(step) }
                    case .none: if isCounted { links.takesInput = true }
                    }
                }
            }
            links.given = given.sorted()
            links.awaited = awaited.subtracting(given).sorted()
            steps.append(links)
        }
        result = DefinitionGraph.resultReads(definition, reads: reads)
    }

    private static func resultReads(_ definition: Definition, reads: (ExpressionSite) -> [ScopeName]) -> [Int] {
        switch definition.result {
        case .none, .value(.input): return []
        case .value(.step(let step)): return definition.steps.indices.contains(step) ? [step] : []
        case .expression:
            guard let site = definition.expressionSites.last else { return [] }
            return Set(reads(site).compactMap(\.step)).sorted()
        }
    }

    /// Every step behind all that it waits for; steps of equal standing by index. Steps in cycles are left out.
    package func inFlowOrder() -> [Int] {
        var waiting = steps.map { $0.given.count + $0.awaited.count }
        var followers = [[Int]](repeating: [], count: steps.count)
        for (index, links) in steps.enumerated() {
            for step in links.given + links.awaited { followers[step].append(index) }
        }
        var order = steps.indices.filter { waiting[$0] == 0 }
        var next = 0
        while next < order.count {
            for follower in followers[order[next]] {
                waiting[follower] -= 1
                if waiting[follower] == 0 { order.append(follower) }
            }
            next += 1
        }
        return order
    }

    /// A cycle for each reference that closes one: its steps in the order of the flow, the lowest first.
    package func cycles() -> [[Int]] {
        var state = [UInt8](repeating: 0, count: steps.count)
        var cycles: [[Int]] = []
        for root in steps.indices where state[root] == 0 {
            // Depth first, with the way kept by hand: graphs may be long chains.
            var way: [(step: Int, next: Int)] = [(root, 0)]
            state[root] = 1
            while let top = way.last {
                let links = steps[top.step].given + steps[top.step].awaited
                guard top.next < links.count else {
                    state[top.step] = 2
                    way.removeLast()
                    continue
                }
                way[way.count - 1].next += 1
                let target = links[top.next]
                if state[target] == 0 {
                    state[target] = 1
                    way.append((target, 0))
                } else if state[target] == 1, let start = way.firstIndex(where: { $0.step == target }) {
                    cycles.append(DefinitionGraph.rotated(way[start...].map(\.step)))
                }
            }
        }
        return cycles
    }

    /// Turns a way of "waits for" into one of "leads to", beginning at its lowest step.
    private static func rotated(_ cycle: [Int]) -> [Int] {
        let flow = Array(cycle.reversed())
        guard let lowest = flow.min(), let start = flow.firstIndex(of: lowest) else { return flow }
        return Array(flow[start...] + flow[..<start])
    }
}
