/// A set of code points: a bit each for ASCII, sorted ranges for the rest.
struct ScalarSet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    /// Bounds of ranges by turns, both inside the set, sorted, apart from each other. ASCII included.
    private(set) var bounds: [UInt32] = []

    static let last: UInt32 = 0x10FFFF

    init(_ ranges: [ClosedRange<UInt32>]) {
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let end = bounds.last, range.lowerBound <= end + 1 {
                bounds[bounds.count - 1] = max(end, range.upperBound)
            } else {
                bounds.append(range.lowerBound)
                bounds.append(range.upperBound)
            }
        }
        for scalar in UInt32(0)..<128 where search(scalar) {
            if scalar < 64 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar - 64) }
        }
    }

    var ranges: [ClosedRange<UInt32>] {
        stride(from: 0, to: bounds.count, by: 2).map { bounds[$0]...bounds[$0 + 1] }
    }

    /// Everything that is not in the set.
    var inverted: ScalarSet {
        var ranges: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in self.ranges {
            if range.lowerBound > next { ranges.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= Self.last { ranges.append(next...Self.last) }
        return ScalarSet(ranges)
    }

    @inline(__always)
    func contains(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return low >> UInt64(scalar) & 1 != 0 }
        if scalar < 128 { return high >> UInt64(scalar - 64) & 1 != 0 }
        return search(scalar)
    }

    private func search(_ scalar: UInt32) -> Bool {
        var first = 0
        var end = bounds.count / 2
        while first < end {
            let middle = (first + end) / 2
            if scalar > bounds[2 * middle + 1] {
                first = middle + 1
            } else if scalar < bounds[2 * middle] {
                end = middle
            } else {
                return true
            }
        }
        return false
    }
}
