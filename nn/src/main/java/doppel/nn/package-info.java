/**
 * What networks are made of.
 *
 * <ul>
 *   <li>{@link doppel.nn.Parameters}: the trainable tensors of a network, by path
 *   <li>{@link doppel.nn.Initializer}: what they start from
 *   <li>{@link doppel.nn.Layer}: from one tensor to the next
 * </ul>
 */
@NullMarked
package doppel.nn;

import org.jspecify.annotations.NullMarked;
