@NullMarked
package doppel.benchmarks.turns;

import org.jspecify.annotations.NullMarked;
