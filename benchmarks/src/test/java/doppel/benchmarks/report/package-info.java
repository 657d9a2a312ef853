@NullMarked
package doppel.benchmarks.report;

import org.jspecify.annotations.NullMarked;
