// The SluiceExpressions module. See ../../docs/concepts.md.
