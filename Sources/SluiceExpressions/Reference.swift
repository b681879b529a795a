/// A free variable that an expression reads, and how far into it the path is constant.
package struct Reference: Equatable, Sendable {
    /// One step of the path behind a variable.
    package enum Component: Equatable, Sendable {
        /// `.name` or `["name"]`, as UTF-8.
        case member([UInt8])
        /// `[3]`
        case index(Int64)
        /// A key that is only known when the expression runs. Always the last component.
        case dynamic
    }

    /// The name of the variable or namespace, as declared.
    package let variable: String
    package let path: [Component]
    /// Where the variable is named first with this path.
    package let place: SourcePlace

    package init(variable: String, path: [Component], place: SourcePlace) {
        self.variable = variable
        self.path = path
        self.place = place
    }
}

extension Reference: CustomStringConvertible {
    /// The reference as an expression would write it.
    package var description: String {
        path.reduce(into: variable) { text, component in
            switch component {
            case .member(let name):
                text += Lexis.isIdentifier(name) ? ".\(Lexis.text(name))" : "[\(Lexis.quoted(name))]"
            case .index(let index): text += "[\(index)]"
            case .dynamic: text += "[…]"
            }
        }
    }
}
