/**
 * How weights follow their gradients.
 *
 * <ul>
 *   <li>{@link doppel.nn.optim.UpdateRule}: RMSprop, AdaBelief or Adam
 *   <li>{@link doppel.nn.optim.OptimizerOptions}: the rule, its rate and what DeepFaceLab adds
 *   <li>{@link doppel.nn.optim.Optimizer}: parameters, moments and a step counter
 * </ul>
 */
@NullMarked
package doppel.nn.optim;

import org.jspecify.annotations.NullMarked;
