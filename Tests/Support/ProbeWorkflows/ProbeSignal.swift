package struct ProbeSignal: Codable, Sendable, Equatable {
    package var text: String
    package init(text: String) { self.text = text }
}
