/// Doubles that are whole numbers. By hand: the standard library's way needs the C library's rounding functions.
enum WholeNumber {
    static func int(_ value: Double) -> Int64? {
        guard value >= -0x1p63, value < 0x1p63 else { return nil }
        let result = Int64(value)
        return Double(result) == value ? result : nil
    }

    static func uint(_ value: Double) -> UInt64? {
        guard value >= 0, value < 0x1p64 else { return nil }
        let result = UInt64(value)
        return Double(result) == value ? result : nil
    }
}
