/// A variable that an expression reads. Its place in ``Expression/variables`` is the slot of its binding.
package struct Variable: Equatable, Sendable {
    /// The declared name: of the variable, or of the namespace.
    package let name: String
    /// The member of the namespace as UTF-8, or nil for a plain variable.
    package let member: [UInt8]?
    package let type: CELType

    package init(name: String, member: [UInt8]? = nil, type: CELType = .dyn) {
        self.name = name
        self.member = member
        self.type = type
    }
}

extension Variable: CustomStringConvertible {
    package var description: String {
        guard let member else { return name }
        return Lexis.isIdentifier(member) ? "\(name).\(Lexis.text(member))" : "\(name)[\(Lexis.quoted(member))]"
    }
}
