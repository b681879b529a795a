// The SluiceKafka module. See ../../docs/concepts.md.
