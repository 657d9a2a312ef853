/** Losses, one value per picture of a batch, and the filters they need. */
@NullMarked
package doppel.nn.losses;

import org.jspecify.annotations.NullMarked;
