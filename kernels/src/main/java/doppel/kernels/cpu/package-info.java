/**
 * The host's processor: matrix products and most convolutions by oneDNN, the rest by the Vector API; what neither covers
 * falls back to the reference loops, which run on the same memory.
 *
 * <ul>
 *   <li>{@link doppel.kernels.cpu.CpuKernels}: the families; {@code CpuConv}, {@code CpuMatmul}, {@code CpuResample} are
 *       oneDNN's, the other {@code Cpu...} classes the Vector API's
 *   <li>{@code WinogradConv}: convolutions with 3 x 3 taps by fewer products; {@code WinogradTransform}, {@code
 *       WinogradTiles}, {@code WinogradTaps}, {@code WinogradProducts}: its steps
 *   <li>{@code Crew}: the threads that share our own loops; {@code Storage}: f32 or bf16 in memory, floats in registers;
 *       {@code LoopCopy}: a loop of its own for each function and storage
 *   <li>{@code OnednnContext}: keeps a plan per {@code Problem}, runs its {@code Step}s, lends scratch memory
 *   <li>{@code ConvForward}, {@code ConvBackwardData}, {@code ConvBackwardWeights}, {@code Pool}, {@code Resize}: the
 *       problems, each with what oneDNN needs to be asked
 *   <li>{@code Planner}: makes plans and owns them
 * </ul>
 */
@NullMarked
package doppel.kernels.cpu;

import org.jspecify.annotations.NullMarked;
