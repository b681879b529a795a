import SluiceEngine

/// Reads an answer that is laid out as ``WireWriter`` writes. Every length is checked against what is there.
struct WireReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func bool() throws(LogError) -> Bool { try fixed(UInt8.self) != 0 }
    mutating func int8() throws(LogError) -> Int8 { try fixed(Int8.self) }
    mutating func int16() throws(LogError) -> Int16 { try fixed(Int16.self) }
    mutating func int32() throws(LogError) -> Int32 { try fixed(Int32.self) }
    mutating func int64() throws(LogError) -> Int64 { try fixed(Int64.self) }

    private mutating func fixed<Number: FixedWidthInteger>(_ type: Number.Type) throws(LogError) -> Number {
        let size = MemoryLayout<Number>.size
        var value: Number = 0
        for byte in try take(size) { value = (size == 1 ? 0 : value << 8) | Number(truncatingIfNeeded: byte) }
        return value
    }

    private mutating func take(_ count: Int) throws(LogError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count - place else {
            throw LogError(
                .io, "an answer of a broker ends too early: \(count) bytes wanted at \(place) of \(bytes.count)")
        }
        defer { place += count }
        return bytes[place..<place + count]
    }

    mutating func string() throws(LogError) -> String? {
        let count = Int(try int16())
        return count < 0 ? nil : String(decoding: try take(count), as: UTF8.self)
    }

    mutating func block() throws(LogError) -> [UInt8] { Array(try take(max(0, Int(try int32())))) }

    mutating func list<Entry>(_ entry: (inout WireReader) throws(LogError) -> Entry) throws(LogError) -> [Entry] {
        try entries(Int(try int32()), entry)
    }

    private mutating func entries<Entry>(
        _ count: Int, _ entry: (inout WireReader) throws(LogError) -> Entry
    ) throws(LogError) -> [Entry] {
        var entries: [Entry] = []
        for _ in 0..<max(0, count) { entries.append(try entry(&self)) }
        return entries
    }

    // MARK: flexible versions

    mutating func compactString() throws(LogError) -> String? {
        let count = try length()
        return count < 0 ? nil : String(decoding: try take(count), as: UTF8.self)
    }

    mutating func compactList<Entry>(
        _ entry: (inout WireReader) throws(LogError) -> Entry
    ) throws(LogError) -> [Entry] {
        try entries(try length(), entry)
    }

    /// Skips tagged fields: none of those that may come is of interest.
    mutating func tags() throws(LogError) {
        for _ in 0..<(try unsigned()) {
            _ = try unsigned()
            _ = try take(Int(clamping: try unsigned()))
        }
    }

    private mutating func length() throws(LogError) -> Int { Int(clamping: try unsigned()) - 1 }

    private mutating func unsigned() throws(LogError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try fixed(UInt8.self)
            value |= UInt64(byte & 0x7f) << shift
            if byte & 0x80 == 0 { return value }
        }
        throw LogError(.io, "an answer of a broker has a number of more than 64 bits")
    }
}
