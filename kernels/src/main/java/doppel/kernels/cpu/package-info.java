/**
 * The host's processor: convolutions and matrix products by oneDNN, the rest by the Vector API; what neither covers
 * falls back to the reference loops, which run on the same memory.
 *
 * <ul>
 *   <li>{@link doppel.kernels.cpu.CpuKernels}: the families; {@code CpuConv}, {@code CpuMatmul}, {@code CpuResample} are
 *       oneDNN's, the other {@code Cpu...} classes the Vector API's
 *   <li>{@code OnednnContext}: keeps a plan per {@code Problem}, runs its {@code Step}s, lends scratch memory
 *   <li>{@code ConvForward}, {@code ConvBackwardData}, {@code ConvBackwardWeights}, {@code Pool}, {@code Resize}: the
 *       problems, each with what oneDNN needs to be asked
 *   <li>{@code Planner}: makes plans and owns them
 * </ul>
 */
@NullMarked
package doppel.kernels.cpu;

import org.jspecify.annotations.NullMarked;
