/** Under construction. */
@NullMarked
package doppel.nn;

import org.jspecify.annotations.NullMarked;
