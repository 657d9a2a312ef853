/**
 * oneDNN as Java objects: a type here owns one native object or is a plain value. Logical sizes are in oneDNN's order,
 * {@code [n, c, h, w]} for activations and {@code [g, o, i, h, w]} for weights, whatever the memory layout. An owner
 * lives as long as the arena given to it as first argument; no type here is safe for use by two threads at once.
 *
 * <ul>
 *   <li>{@link doppel.bindings.onednn.Onednn}: version, instruction set and settings of the library
 *   <li>{@link doppel.bindings.onednn.OnednnEngine}: the CPU and its one synchronous stream
 *   <li>{@link doppel.bindings.onednn.MemoryDescriptor}: type, sizes and layout of a tensor, as oneDNN sees it
 *   <li>{@link doppel.bindings.onednn.Attributes}, {@link doppel.bindings.onednn.PostOp}: what is fused into a primitive
 *   <li>{@link doppel.bindings.onednn.Convolution}, {@link doppel.bindings.onednn.Pooling},
 *       {@link doppel.bindings.onednn.MatrixProduct}, {@link doppel.bindings.onednn.Resampling},
 *       {@link doppel.bindings.onednn.Pointwise}, {@link doppel.bindings.onednn.Reorder}: descriptors by family
 *   <li>{@link doppel.bindings.onednn.PrimitiveDescriptor}: a computation planned: layouts and implementation chosen
 *   <li>{@link doppel.bindings.onednn.Primitive}: a computation ready to run on buffers
 *   <li>{@link doppel.bindings.onednn.OnednnException}: a status other than success;
 *       {@link doppel.bindings.onednn.SlowImplementationException}: success, but unusably slow
 *   <li>{@code OnednnCalls}, {@code DescriptorCalls}: the C functions without statuses; the only callers of the
 *       generated ones
 * </ul>
 */
@NullMarked
package doppel.bindings.onednn;

import org.jspecify.annotations.NullMarked;
