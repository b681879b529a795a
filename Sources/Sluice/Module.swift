// The Sluice module. See ../../docs/concepts.md.
