// The SluiceTestKit module. See ../../docs/concepts.md.
