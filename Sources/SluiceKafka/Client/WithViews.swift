/// Borrowed views of three arrays.
func withViews<Failure: Error>(
    _ first: [UInt8], _ second: [UInt8], _ third: [UInt8],
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Failure) -> Void
) throws(Failure) {
    let result: Result<Void, Failure> = first.withUnsafeBytes { first in
        second.withUnsafeBytes { second in
            third.withUnsafeBytes { third in
                do throws(Failure) {
                    return .success(try body(first, second, third))
                } catch {
                    return .failure(error)
                }
            }
        }
    }
    try result.get()
}
