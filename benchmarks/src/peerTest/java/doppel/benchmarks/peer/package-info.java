/** Our ops, layers and nets against libtorch's, in one process. */
@NullMarked
package doppel.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
