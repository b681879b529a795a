#pragma once

/// Starts to bring the cache line at `address` in, to be read and written. A hint: any address will do.
static inline void prefetch_line(const void *_Nonnull address) { __builtin_prefetch(address, 1, 3); }
