/// The names that an expression may use.
///
/// Variables have a name (which may be qualified: `a.b`) and a type. A namespace is a fixed set of members under one
/// name, such as the steps of a workflow: each member is a variable of its own with its own slot, written
/// `steps.charge` or `steps["charge card"]`, and an unknown member is an error when the expression is compiled.
package struct Environment: Sendable {
    /// What a name stands for.
    enum Declaration: Sendable {
        case variable(CELType)
        case namespace(members: [(name: [UInt8], type: CELType)])
    }

    /// The package in which names are looked up first: `a.b` tries `a.b.name`, then `a.name`, then `name`.
    package var container: String

    /// All names in the order of their declaration.
    private(set) var names: [[UInt8]] = []
    private var declarations: [[UInt8]: Declaration] = [:]

    package init(container: String = "") {
        self.container = container
    }

    /// Declares a variable. A later declaration of the same name replaces the earlier.
    package mutating func declare(_ name: String, _ type: CELType = .dyn) {
        set(name, .variable(type))
    }

    /// Declares a namespace with its members. Member names may be any text.
    package mutating func declare(namespace name: String, members: [(String, CELType)]) {
        set(name, .namespace(members: members.map { (Array($0.0.utf8), $0.1) }))
    }

    private mutating func set(_ name: String, _ declaration: Declaration) {
        let key = Array(name.utf8)
        if declarations.updateValue(declaration, forKey: key) == nil { names.append(key) }
    }

    func declaration(_ name: [UInt8]) -> Declaration? {
        declarations[name]
    }
}
