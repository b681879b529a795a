/// Tells at run time whether a type is an optional.
protocol AnyOptional {}

extension Optional: AnyOptional {}
