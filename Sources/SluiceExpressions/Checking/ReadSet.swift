/// The paths that an expression reads, each once, at its first place.
struct ReadSet {
    private struct Read {
        let variable: String
        let path: [Reference.Component]
        let offset: Int
    }

    private var reads: [Read] = []
    /// The texts of the paths that were noted.
    private var known: [[UInt8]: Int] = [:]

    mutating func note(_ variable: String, _ path: [Reference.Component], at offset: Int) {
        let place = SourcePlace(offset: offset, line: 0, column: 0)
        let key = Array(Reference(variable: variable, path: path, place: place).description.utf8)
        let read = Read(variable: variable, path: path, offset: offset)
        guard let index = known[key] else {
            known[key] = reads.count
            reads.append(read)
            return
        }
        if offset < reads[index].offset { reads[index] = read }
    }

    /// All reads in the order of the source, with their places, which are found in one pass.
    func references(in source: [UInt8]) -> [Reference] {
        var line = 1
        var column = 1
        var offset = 0
        return reads.sorted { $0.offset < $1.offset }.map { read in
            while offset < read.offset {
                let byte = source[offset]
                if byte == UInt8(ascii: "\n") {
                    line += 1
                    column = 1
                } else if byte & 0xC0 != 0x80 {
                    column += 1
                }
                offset += 1
            }
            let place = SourcePlace(offset: offset, line: line, column: column)
            return Reference(variable: read.variable, path: read.path, place: place)
        }
    }
}
