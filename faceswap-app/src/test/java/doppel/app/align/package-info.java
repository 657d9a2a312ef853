/** Tests of landmark finding. */
@NullMarked
package doppel.app.align;

import org.jspecify.annotations.NullMarked;
