// The SluiceEngine module. See ../../docs/concepts.md.
