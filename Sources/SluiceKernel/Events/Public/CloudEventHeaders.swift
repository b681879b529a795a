/// The attributes of a CloudEvent in binary mode: headers of its record, borrowed.
///
/// The headers lie as `count varint, (name block, value block)…`; no bytes: none. Of headers with one name the first counts.
struct CloudEventHeaders {
    private(set) var specVersion: UnsafeRawBufferPointer?
    private(set) var id: UnsafeRawBufferPointer?
    private(set) var type: UnsafeRawBufferPointer?
    private(set) var time: UnsafeRawBufferPointer?
    private(set) var contentType: UnsafeRawBufferPointer?
    /// An extension of ours: the attempt that a result is of.
    private(set) var task: UnsafeRawBufferPointer?

    init(_ headers: UnsafeRawBufferPointer) throws(CodecError) {
        guard !headers.isEmpty else { return }
        var reader = ByteReader(headers)
        for _ in 0..<(try reader.length()) {
            let name = try reader.block()
            let value = try reader.block()
            if name.elementsEqual("ce_id".utf8) {
                id = id ?? value
            } else if name.elementsEqual("ce_type".utf8) {
                type = type ?? value
            } else if name.elementsEqual("ce_time".utf8) {
                time = time ?? value
            } else if name.elementsEqual("ce_specversion".utf8) {
                specVersion = specVersion ?? value
            } else if name.elementsEqual("ce_task".utf8) {
                task = task ?? value
            } else if name.elementsEqual("content-type".utf8) {
                contentType = contentType ?? value
            }
        }
    }
}
