extension RawJSON: Codable {
    /// - Throws: with other decoders than Sluice's, which do not have the bytes.
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? JSONTapeDecoder else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "only Sluice reads RawJSON, in its own values"))
        }
        self.init(Array(decoder.reader.tape.source(of: decoder.reader.node)))
    }

    /// - Throws: with other encoders than Sluice's, which cannot take bytes.
    public func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(
            self,
            .init(codingPath: encoder.codingPath, debugDescription: "only Sluice writes RawJSON, in its own values"))
    }
}
