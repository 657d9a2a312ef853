/** Under construction. */
@NullMarked
package doppel.kernels;

import org.jspecify.annotations.NullMarked;
