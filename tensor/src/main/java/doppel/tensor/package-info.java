/** Under construction. */
@NullMarked
package doppel.tensor;

import org.jspecify.annotations.NullMarked;
