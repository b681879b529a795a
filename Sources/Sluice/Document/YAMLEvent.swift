import SluiceKernel

/// One event of libyaml, copied out of C.
struct YAMLEvent {
    var kind: Kind
    /// Where it begins and ends; the end is exclusive.
    var start: FilePlace
    var end: FilePlace
    var anchor: String?
    var tag: String?

    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(String, DocumentScalar.Style)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
    }
}
