/**
 * Host memory, shared by the back-ends that compute on the host.
 *
 * <ul>
 *   <li>{@link doppel.kernels.host.HostMemory}: the pool
 *   <li>{@link doppel.kernels.host.Bfloat16}: how half of a float is rounded
 * </ul>
 */
@NullMarked
package doppel.kernels.host;

import org.jspecify.annotations.NullMarked;
