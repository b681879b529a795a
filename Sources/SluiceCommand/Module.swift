// The SluiceCommand module. See ../../docs/concepts.md.
