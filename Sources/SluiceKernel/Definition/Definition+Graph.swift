extension Definition {
    /// Who waits for whom; what expressions read that do not compile is missing.
    package var graph: DefinitionGraph {
        let scope = DefinitionScope(self)
        return DefinitionGraph(self) { scope.reads($0) }
    }
}
