/**
 * The CUDA back-end.
 *
 * <ul>
 *   <li>{@link doppel.kernels.cuda.CudaRequirements}: what a card needs before anything can be computed on it
 * </ul>
 */
@NullMarked
package doppel.kernels.cuda;

import org.jspecify.annotations.NullMarked;
