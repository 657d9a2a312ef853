/**
 * Networks from ONNX files, run on our own kernels.
 *
 * <ul>
 *   <li>{@link doppel.app.onnx.OnnxReader}: reads a file, which is not trusted, into an {@link
 *       doppel.app.onnx.OnnxModel}; {@code ProtoMessage}, {@code TensorReader} and {@code AttributeReader} read its parts
 *   <li>{@link doppel.app.onnx.OnnxGraph}: makes it ready and runs it; {@code Simplification} first takes out what can be
 *       done once
 *   <li>{@code Operators}: which operators can run. Each is an {@code Operator}, which looks at a node once and gives a
 *       {@code Step}, which is done at each run
 *   <li>{@link doppel.app.onnx.GraphTensor}: a tensor, and which of the network's axes each of its stored axes is
 * </ul>
 */
@NullMarked
package doppel.app.onnx;

import org.jspecify.annotations.NullMarked;
