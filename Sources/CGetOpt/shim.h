// getopt_long and struct option of the C library: Swift's Glibc module leaves this header out.
#include <getopt.h>
