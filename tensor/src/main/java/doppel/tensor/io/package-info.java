/**
 * Tensors in files. All of it takes files for hostile: sizes are checked before memory is taken, and what is wrong is
 * said with the file's name in an {@link java.io.IOException}.
 *
 * <ul>
 *   <li>{@link doppel.tensor.io.HostTensor}: values in host memory or in a mapped file
 *   <li>{@link doppel.tensor.io.Npy}, {@link doppel.tensor.io.Npz}: NumPy's files of one array and of several
 *   <li>{@link doppel.tensor.io.Safetensors}: named tensors, memory-mapped
 *   <li>{@link doppel.tensor.io.Checkpoint}: the state of a run, checked and kept with its predecessor
 *   <li>{@link doppel.tensor.io.AtomicFile}: files that appear whole or not at all
 * </ul>
 */
@NullMarked
package doppel.tensor.io;

import org.jspecify.annotations.NullMarked;
