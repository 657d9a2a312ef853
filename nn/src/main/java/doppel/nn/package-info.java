/**
 * What networks are made of.
 *
 * <ul>
 *   <li>{@link doppel.nn.Parameters}: the trainable tensors of a network and its buffers, by path, and its mode
 *   <li>{@link doppel.nn.Initializer}: what they start from
 *   <li>{@link doppel.nn.Layer}: from one tensor to the next
 * </ul>
 */
@NullMarked
package doppel.nn;

import org.jspecify.annotations.NullMarked;
