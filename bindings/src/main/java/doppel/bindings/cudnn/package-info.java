/**
 * cuDNN's graph API as Java objects. A computation is described by plain values, cuDNN proposes engines for it, and an
 * engine becomes a plan, which runs on addresses. All but running works without a card, for the card that
 * {@link doppel.bindings.cudnn.DeviceProperties} describe. Sizes are in cuDNN's order, {@code [n, c, h, w]} and
 * {@code [k, c, r, s]}, whatever the layout. An owner lives as long as the arena given to it as first argument.
 *
 * <ul>
 *   <li>{@link doppel.bindings.cudnn.Cudnn}: the library and its version
 *   <li>{@link doppel.bindings.cudnn.CudnnTensor}, {@link doppel.bindings.cudnn.CudnnType},
 *       {@link doppel.bindings.cudnn.ConvolutionShape}: what flows, and how windows move
 *   <li>{@link doppel.bindings.cudnn.CudnnOperation}, {@link doppel.bindings.cudnn.OperationGraph}: what is computed
 *   <li>{@link doppel.bindings.cudnn.CudnnTarget}, {@link doppel.bindings.cudnn.CudnnHandle},
 *       {@link doppel.bindings.cudnn.DeviceProperties}: for which card
 *   <li>{@link doppel.bindings.cudnn.PlanSearch}, {@link doppel.bindings.cudnn.EngineConfig}: cuDNN's proposals
 *   <li>{@link doppel.bindings.cudnn.CudnnPlan}, {@link doppel.bindings.cudnn.VariantPack}: ready to run, and on what
 *   <li>{@link doppel.bindings.cudnn.CudnnException}: a status other than success
 *   <li>{@code DescSpec}, {@code DescriptorTree}: a descriptor as a value, and the one place that makes native ones
 *   <li>{@code CudnnCalls}: the C functions without statuses
 * </ul>
 */
@NullMarked
package doppel.bindings.cudnn;

import org.jspecify.annotations.NullMarked;
