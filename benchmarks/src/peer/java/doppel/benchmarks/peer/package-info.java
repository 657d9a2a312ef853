/**
 * libtorch beside ours in one process, to be held against: compiled only in the profile {@code peer}.
 *
 * <ul>
 *   <li>{@link doppel.benchmarks.peer.Libtorch}: loads it, and carries numbers in and out
 *   <li>{@code TorchBlocks}, {@code TorchSwapNet}, {@code TorchLoss}, {@code TorchOptimizer}: DeepFaceLab's nets, loss and
 *       optimizers by libtorch's operations
 *   <li>{@code TorchTraining}: all of them as a model in training, with our weights by path
 * </ul>
 */
@NullMarked
package doppel.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
