@NullMarked
package doppel.benchmarks.gpu;

import org.jspecify.annotations.NullMarked;
