/**
 * The differentiable functions: one file each, checks, forward and backward together. To use one, make it and {@code
 * apply} it; {@link doppel.tensor.Tensor} has short forms of the commonest.
 */
@NullMarked
package doppel.tensor.ops;

import org.jspecify.annotations.NullMarked;
