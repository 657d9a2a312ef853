/** Layers with parameters; one type per file. */
@NullMarked
package doppel.nn.layers;

import org.jspecify.annotations.NullMarked;
