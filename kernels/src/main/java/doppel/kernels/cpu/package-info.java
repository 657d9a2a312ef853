/**
 * The host's processor: convolutions and matrix products by oneDNN, the rest by the Vector API; what neither covers falls
 * back to the reference loops, which run on the same memory.
 */
@NullMarked
package doppel.kernels.cpu;

import org.jspecify.annotations.NullMarked;
