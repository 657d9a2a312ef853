/**
 * Tensors, who owns their memory, and how their gradients are found.
 *
 * <ul>
 *   <li>{@link doppel.tensor.Tensor}: values on a device
 *   <li>{@link doppel.tensor.TensorScope}: owns the memory of the tensors made in it
 *   <li>{@link doppel.tensor.Op}: one differentiable function, forward and backward together; see {@code doppel.tensor.ops}
 *   <li>{@link doppel.tensor.Tape}: remembers what was computed and walks it backwards
 *   <li>{@link doppel.tensor.Gradients}: what the walk found; {@link doppel.tensor.GradientSum}: of several losses
 *   <li>{@link doppel.tensor.Recomputed}: what is run again on the way back instead of kept
 * </ul>
 */
@NullMarked
package doppel.tensor;

import org.jspecify.annotations.NullMarked;
