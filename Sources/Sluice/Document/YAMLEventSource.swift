import CYAML
import SluiceKernel

/// libyaml's parser over bytes in memory: the only place that calls it.
struct YAMLEventSource: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    // libyaml keeps a pointer to its input.
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let file: String?

    /// `bytes` must be UTF-8 without a byte order mark. None when memory is short.
    init?(_ bytes: ArraySlice<UInt8>, file: String?) {
        parser = .allocate(capacity: 1)
        input = .allocate(capacity: max(bytes.count, 1))
        self.file = file
        _ = input.initialize(from: bytes)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            input.deallocate()
            return nil
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event.
    /// - Throws: a `syntax` problem with the place that libyaml names. Nothing can be read after it.
    mutating func next() throws(Problem) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { yaml_event_delete(&event) }
        var result = YAMLEvent(kind: .streamEnd, start: place(event.start_mark), end: place(event.end_mark))
        switch event.type {
        case YAML_STREAM_START_EVENT: result.kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: result.kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: result.kind = .documentEnd
        case YAML_ALIAS_EVENT: result.kind = .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            result.kind = .scalar(String(decoding: bytes, as: UTF8.self), style(scalar.style))
            result.anchor = text(scalar.anchor)
            result.tag = text(scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            result.kind = .sequenceStart
            result.anchor = text(event.data.sequence_start.anchor)
            result.tag = text(event.data.sequence_start.tag)
        case YAML_SEQUENCE_END_EVENT: result.kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            result.kind = .mappingStart
            result.anchor = text(event.data.mapping_start.anchor)
            result.tag = text(event.data.mapping_start.tag)
        case YAML_MAPPING_END_EVENT: result.kind = .mappingEnd
        default: result.kind = .streamEnd
        }
        return result
    }

    private func style(_ style: yaml_scalar_style_t) -> DocumentScalar.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: .quoted
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
        default: .plain
        }
    }

    private func place(_ mark: yaml_mark_t) -> FilePlace {
        FilePlace(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let pointer else { return nil }
        return String(cString: UnsafePointer<UInt8>(pointer))
    }

    private func problem() -> Problem {
        let state = parser.pointee
        if state.error == YAML_MEMORY_ERROR {
            return Problem(.tooLarge, "memory is short", at: FilePlace(file: file, line: 1))
        }
        let what = state.problem.map { String(cString: $0) } ?? "the text is no YAML"
        if state.error == YAML_READER_ERROR {
            // The reader fails ahead of the scanner and knows a byte only: the scanner's place is the best there is.
            let code = state.problem_value >= 0 ? " (U+\(String(state.problem_value, radix: 16, uppercase: true)))" : ""
            return Problem(.syntax, what + code, hint: "Save the file as plain UTF-8 text.", at: place(state.mark))
        }
        let context = state.context.map { "\(String(cString: $0)): " } ?? ""
        var hint: String?
        if what.contains("cannot start any token") || what.contains("character '\\t'") {
            hint = "Indent with spaces; put texts with special characters in quotes."
        } else if what.contains("mapping values are not allowed") {
            hint = "Put a text that holds ': ' in quotes."
        } else if state.context != nil, state.context_mark.line == state.problem_mark.line,
            what.contains("expected ','")
        {
            hint = DocumentText.flowHint
        } else if state.context != nil, state.context_mark.line != state.problem_mark.line {
            hint = "It began at \(state.context_mark.line + 1):\(state.context_mark.column + 1)."
        }
        return Problem(.syntax, context + what, hint: hint, at: place(state.problem_mark))
    }
}
