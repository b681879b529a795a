// The SluiceEmbedded module. See ../../docs/concepts.md.
