@NullMarked
package doppel.benchmarks;

import org.jspecify.annotations.NullMarked;
