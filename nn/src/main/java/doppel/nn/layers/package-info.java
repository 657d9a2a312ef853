/** Layers with parameters, and those without that resample pictures and find points in them; one type per file. */
@NullMarked
package doppel.nn.layers;

import org.jspecify.annotations.NullMarked;
