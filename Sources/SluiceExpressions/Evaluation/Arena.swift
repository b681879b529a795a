/// Memory for what one evaluation makes, or for a program's constants: taken in pieces, freed as a whole.
///
/// Takes nothing from the heap before it is first asked. What lives here is trivial: nothing is destroyed one by one.
struct Arena: ~Copyable {
    private static let firstChunk = 2048
    private static let largestChunk = 1 << 20

    private var chunks: [UnsafeMutableRawPointer] = []
    private var next: UnsafeMutableRawPointer?
    private var rest = 0
    private var chunkSize = Arena.firstChunk

    init() {}

    deinit {
        for chunk in chunks { chunk.deallocate() }
    }

    /// `size` bytes, aligned to eight, not initialised.
    @inline(__always)
    mutating func allocate(_ size: Int) -> UnsafeMutableRawPointer {
        let rounded = (max(size, 1) + 7) & ~7
        if rounded > rest { grow(rounded) }
        let pointer = next.unsafelyUnwrapped
        next = pointer + rounded
        rest -= rounded
        return pointer
    }

    @inline(never)
    private mutating func grow(_ size: Int) {
        let bytes = max(size, chunkSize)
        let chunk = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
        chunks.append(chunk)
        next = chunk
        rest = bytes
        chunkSize = min(chunkSize * 2, Self.largestChunk)
    }

    /// Room for `count` bytes of text.
    mutating func bytes(_ count: Int) -> UnsafeMutableBufferPointer<UInt8> {
        UnsafeMutableBufferPointer(start: allocate(count).bindMemory(to: UInt8.self, capacity: count), count: count)
    }

    /// Room for `count` operands.
    mutating func operands(_ count: Int) -> UnsafeMutableBufferPointer<Operand> {
        let memory = allocate(count * MemoryLayout<Operand>.stride)
        return UnsafeMutableBufferPointer(start: memory.bindMemory(to: Operand.self, capacity: count), count: count)
    }

    /// A copy of `text`.
    mutating func copy(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let room = bytes(text.count)
        _ = room.initialize(fromContentsOf: text)
        return UnsafeBufferPointer(room)
    }

    mutating func copy(_ text: [UInt8]) -> UnsafeBufferPointer<UInt8> {
        text.withUnsafeBufferPointer { copy($0) }
    }

    /// A copy of `operands`.
    mutating func copy(_ operands: ArraySlice<Operand>) -> UnsafeBufferPointer<Operand> {
        let room = self.operands(operands.count)
        _ = room.initialize(fromContentsOf: operands)
        return UnsafeBufferPointer(room)
    }

    /// A copy of an array of trivial elements.
    mutating func store<Element: BitwiseCopyable>(_ array: [Element]) -> UnsafeBufferPointer<Element> {
        let memory = allocate(array.count * MemoryLayout<Element>.stride)
        let room = UnsafeMutableBufferPointer(
            start: memory.bindMemory(to: Element.self, capacity: array.count), count: array.count)
        _ = room.initialize(fromContentsOf: array)
        return UnsafeBufferPointer(room)
    }
}
