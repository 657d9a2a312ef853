/**
 * The CUDA driver as Java objects: a type here owns one native object or is a plain value. An owner lives as long as
 * the arena given to it as first argument. Calls of a device are made by one platform thread, to which its context has
 * been bound ({@link doppel.bindings.cuda.CudaContext#bind}); the closing of an arena binds the context by itself.
 * Work is queued on streams and done later: what it reads and writes must stay until an event behind it has passed.
 *
 * <ul>
 *   <li>{@link doppel.bindings.cuda.Driver}: the library, its version, the start
 *   <li>{@link doppel.bindings.cuda.CudaDevice}: a card, as it describes itself
 *   <li>{@link doppel.bindings.cuda.CudaContext}: the use of a card by this process
 *   <li>{@link doppel.bindings.cuda.CudaStream}, {@link doppel.bindings.cuda.CudaEvent}: order of work
 *   <li>{@link doppel.bindings.cuda.DeviceMemory}, {@link doppel.bindings.cuda.DeviceSpan},
 *       {@link doppel.bindings.cuda.PinnedMemory}: memory of the card, and memory of the host that it reads directly
 *   <li>{@link doppel.bindings.cuda.CudaModule}, {@link doppel.bindings.cuda.CudaFunction},
 *       {@link doppel.bindings.cuda.LaunchSize}, {@link doppel.bindings.cuda.CudaLaunch}, {@link
 *       doppel.bindings.cuda.ArgumentBlock}: compiled kernels and their starts
 *   <li>{@link doppel.bindings.cuda.CudaGraph}, {@link doppel.bindings.cuda.CudaGraphExec}: recorded work
 *   <li>{@link doppel.bindings.cuda.CudaException}: a status other than success
 *   <li>{@code CudaCalls}, {@code StreamCalls}, {@code ModuleCalls}, {@code GraphCalls}: the C functions without
 *       statuses; the only callers of the generated ones
 * </ul>
 */
@NullMarked
package doppel.bindings.cuda;

import org.jspecify.annotations.NullMarked;
