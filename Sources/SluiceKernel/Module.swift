// The SluiceKernel module. See ../../docs/concepts.md.
