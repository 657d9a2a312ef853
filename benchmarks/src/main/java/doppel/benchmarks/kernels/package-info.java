/** Speed of single kernels on a device. */
@NullMarked
package doppel.benchmarks.kernels;

import org.jspecify.annotations.NullMarked;
