/**
 * NVIDIA cards: what they need before they compute, the back-end, and our own CUDA kernels and how they are called.
 * Sources are {@code .cu} resources of this package, without any header of the toolkit, forward and backward side by
 * side.
 *
 * <ul>
 *   <li>{@link doppel.kernels.cuda.CudaRequirements}: driver, libraries and versions, what was found and what is missing
 *   <li>{@link doppel.kernels.cuda.KernelSource}: a file and the prelude in front of it
 *   <li>{@link doppel.kernels.cuda.LaunchDescriptors}: every kernel with its {@link
 *       doppel.kernels.cuda.LaunchDescriptor}, file, name and parameters
 *   <li>{@link doppel.kernels.cuda.LaunchGeometry}, {@link doppel.kernels.cuda.PackedArguments}: what one launch is
 *       given
 *   <li>{@link doppel.kernels.cuda.Launcher}: who runs it, a stream of a device or a test's emulation on the host
 *   <li>{@link doppel.kernels.cuda.CudaKernels}: the back-end; {@code CudaSession}: its context and stream
 *   <li>{@code DriverLauncher}, {@code KernelCompiler}, {@code DiskCache}: our sources compiled, kept on disk, loaded,
 *       launched
 *   <li>{@code KernelImages}: all of them compiled ahead of need
 *   <li>{@code CudaMemory}, {@code Staging}: the pool of a card's memory, and copies to and from it
 *   <li>{@code CudaProgram}: work recorded as a graph, its memory placed by {@code MemoryPlan}
 *   <li>{@code WeightCopies}: weights in bf16, which the optimizer writes beside f32
 *   <li>{@code CudaConv}: convolutions by a {@code ConvEngine}, which is {@code CudnnEngine} with {@code ConvPlans} on a
 *       card; {@code ConvSite}: what is asked of it; {@code CudaMatmul}: products by cuBLASLt
 *   <li>{@code WidenedConv}, {@code WidenedMatmul}: mixed storage for kernels of one type; {@code LaunchedChannels}:
 *       copies with more channels or of another type
 *   <li>{@code Launched…}: the families of the contract as launches, the same for every launcher
 * </ul>
 */
@NullMarked
package doppel.kernels.cuda;

import org.jspecify.annotations.NullMarked;
