package import SluiceKernel
import Synchronization

/// The definitions that a node can run, each compiled once. The Swift closures are those of the program that hosts the node; a
/// document alone needs none.
package final class DefinitionRegistry: Sendable {
    private let registrations: [String: Registration]
    private let compiled = Mutex<[[UInt8]: GraphProgram]>([:])

    package init(_ registrations: [Registration] = []) {
        var byFingerprint: [String: Registration] = [:]
        for registration in registrations { byFingerprint[registration.definition.fingerprint] = registration }
        self.registrations = byFingerprint
    }

    private init(_ registrations: [String: Registration]) { self.registrations = registrations }

    /// The same definitions for one more lane, compiled for it alone: what lanes on two cores count references of would wander
    /// between them with every event.
    package func forLane() -> DefinitionRegistry { DefinitionRegistry(registrations) }

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

    /// Why this node cannot run a definition, and what to do about it; nil: it can. To be asked before it is deployed: once a
    /// partition has it, no lane may skip it.
    package func refusal(of definition: Definition) -> String? {
        let workflow = "workflow \(definition.name) version \(definition.version)"
        let missing = stepsWithoutCode(definition)
        if let first = missing.first {
            let steps = missing.count == 1 ? "step '\(first)' is" : "steps '\(missing.joined(separator: "', '"))' are"
            let isHosted = registrations.values.contains {
                $0.definition.name == definition.name && $0.definition.version == definition.version
            }
            let fix =
                isHosted
                ? "the program of this node holds that version with another graph or revision: deploy what it holds, or raise the version"
                : "deploy it from the program whose Swift package holds the code, or write an expression instead"
            return "\(workflow): \(steps) Swift code that this node does not have; \(fix)"
        }
        do {
            _ = try DefinitionWriter.canonicalJSON(definition).withUnsafeBytes { try program(for: $0) }
            return nil
        } catch {
            return "\(workflow): \(error)"
        }
    }

    /// The steps of a definition that are Swift closures which this program does not hold, by name.
    package func stepsWithoutCode(_ definition: Definition) -> [String] {
        let code = registrations[definition.fingerprint]?.transforms ?? [:]
        return definition.steps.compactMap { step in
            guard case .transform(.closure) = step.kind, code[step.name] == nil else { return nil }
            return step.name
        }
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
