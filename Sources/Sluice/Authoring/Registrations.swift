package import SluiceKernel

/// The workflows that one program hosts, registered together: what they share must be the same.
package enum Registrations {
    /// Registers each, in order.
    ///
    /// - Throws: ``WorkflowError`` with every mistake of the first workflow that has one; a workflow version, or a task, that
    ///   an earlier one defines with other content elsewhere is a mistake.
    package static func of(_ workflows: [any AnyWorkflow]) throws(WorkflowError) -> [Registration] {
        var registrations: [Registration] = []
        for workflow in workflows {
            let registration = try workflow.register()
            let problems = clashes(of: registration, with: registrations)
            guard problems.isEmpty else {
                throw WorkflowError(workflow: title(registration), problems: problems)
            }
            registrations.append(registration)
        }
        return registrations
    }

    /// What `registration` defines that one of `others` defines too, differently.
    package static func clashes(of registration: Registration, with others: [Registration]) -> [WorkflowProblem] {
        let place = registration.place ?? ""
        var problems: [WorkflowProblem] = []
        for other in others where title(other) == title(registration) {
            if other.place == registration.place && other.definition == registration.definition { continue }
            problems.append(
                WorkflowProblem(
                    place: place,
                    message: "workflow '\(registration.definition.name)' version \(registration.definition.version) is "
                        + "defined twice, at \(other.place ?? "?") and at \(place)",
                    fix: "Raise the version of the newer one, or give it another name."))
        }
        // What the two versions above share follows from that.
        guard problems.isEmpty else { return problems }
        for (name, offer) in registration.tasks.sorted(by: { $0.key < $1.key }) {
            let known = others.first { $0.tasks[name].map { $0.place != offer.place } ?? false }
            guard let known, let first = known.tasks[name] else { continue }
            problems.append(
                WorkflowProblem(
                    place: offer.place ?? place,
                    message: "task '\(name)' is defined twice, at \(first.place ?? "?") for \(title(known)) and at "
                        + "\(offer.place ?? "?") for \(title(registration))",
                    fix: "Share one TaskDefinition, or give one of the two another name."))
        }
        return problems
    }

    private static func title(_ registration: Registration) -> String {
        "\(registration.definition.name)@\(registration.definition.version)"
    }
}
