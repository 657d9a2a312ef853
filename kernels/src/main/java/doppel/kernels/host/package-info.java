/**
 * Host memory and what is shared by the back-ends that compute on the host.
 *
 * <ul>
 *   <li>{@link doppel.kernels.host.HostMemory}: the pool
 *   <li>{@link doppel.kernels.host.Bfloat16}: how half of a float is rounded
 *   <li>{@link doppel.kernels.host.Elements}: elements as doubles, whatever their type
 *   <li>{@link doppel.kernels.host.Philox}: the random words that every back-end draws
 * </ul>
 */
@NullMarked
package doppel.kernels.host;

import org.jspecify.annotations.NullMarked;
