/// What a request is answered with.
package struct HTTPResponse: Equatable, Sendable {
    package var status: UInt32
    package var contentType: String
    package var body: [UInt8]

    package init(_ status: UInt32, _ text: String, contentType: String = "text/plain; charset=utf-8") {
        self.status = status
        self.contentType = contentType
        body = Array(text.utf8)
    }
}
