/// The macros that walk a list or map.
enum MacroKind: UInt8 {
    case all, exists, existsOne, map, filter, transformMap

    /// The kind and shape that a method call with these many arguments has, or nil if it is no macro.
    static func named(_ name: String, arguments: Int) -> (kind: MacroKind, variables: Int, filtered: Bool)? {
        switch (name, arguments) {
        case ("all", 2): (.all, 1, false)
        case ("all", 3): (.all, 2, false)
        case ("exists", 2): (.exists, 1, false)
        case ("exists", 3): (.exists, 2, false)
        case ("exists_one", 2), ("existsOne", 2): (.existsOne, 1, false)
        case ("exists_one", 3), ("existsOne", 3): (.existsOne, 2, false)
        case ("map", 2): (.map, 1, false)
        case ("map", 3): (.map, 1, true)
        case ("filter", 2): (.filter, 1, false)
        case ("transformList", 3): (.map, 2, false)
        case ("transformList", 4): (.map, 2, true)
        case ("transformMap", 3): (.transformMap, 2, false)
        case ("transformMap", 4): (.transformMap, 2, true)
        default: nil
        }
    }

    /// How each macro is written, for messages.
    static let usages: [String: String] = [
        "all": "list.all(x, condition)", "exists": "list.exists(x, condition)",
        "exists_one": "list.exists_one(x, condition)", "existsOne": "list.existsOne(x, condition)",
        "map": "list.map(x, value) or list.map(x, condition, value)", "filter": "list.filter(x, condition)",
        "transformList": "list.transformList(index, x, value)", "transformMap": "map.transformMap(key, x, value)",
        "has": "has(value.field)",
    ]
}
