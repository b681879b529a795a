package import SluiceKernel
import Synchronization

/// The definitions that a node can run: compiled once, shared by its lanes. The Swift closures are those of the program
/// that hosts the node; a document alone needs none.
package final class DefinitionRegistry: Sendable {
    private let registrations: [String: Registration]
    private let compiled = Mutex<[[UInt8]: GraphProgram]>([:])

    package init(_ registrations: [Registration] = []) {
        var byFingerprint: [String: Registration] = [:]
        for registration in registrations { byFingerprint[registration.definition.fingerprint] = registration }
        self.registrations = byFingerprint
    }

    /// The program of a canonical document.
    ///
    /// - Throws: when the document is wrong, or this program lacks the Swift closures that it refers to.
    package func program(for document: UnsafeRawBufferPointer) throws -> GraphProgram {
        let key = Array(document)
        if let known = compiled.withLock({ $0[key] }) { return known }
        let definition = try learn(document)
        let registration = registrations[definition.fingerprint] ?? Registration(definition: definition)
        let program = try GraphProgram(registration, fingerprint: definition.fingerprint)
        compiled.withLock { $0[key] = program }
        return program
    }

    /// Reads a canonical document.
    ///
    /// - Throws: the first problem, when no node could run it.
    package func learn(_ document: UnsafeRawBufferPointer) throws -> Definition {
        let reading = DefinitionReader.read(json: Array(document))
        guard let definition = reading.definition else {
            throw reading.problems.first ?? Problem(.missing, "the document holds no workflow")
        }
        return definition
    }
}
