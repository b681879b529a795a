/// What a macro evaluates for each element.
struct MacroPlan {
    /// Where the element (or key) goes.
    let first: UInt32
    /// Where the value goes if the macro has two variables.
    let second: UInt32?
    /// The condition under which `map` and its kin take an element.
    let filter: UInt32?
    let body: UInt32
}
