/**
 * cuBLASLt as Java objects: products of matrices, with a vector added to each column where wanted. Matrices lie column
 * by column, so a row-major one is given as its transpose. An owner lives as long as the arena given to it as first
 * argument.
 *
 * <ul>
 *   <li>{@link doppel.bindings.cublas.CublasLt}: the library and its handle; products and the choice among algorithms
 *   <li>{@link doppel.bindings.cublas.MatrixLayout}: type, sizes and distance of columns
 *   <li>{@link doppel.bindings.cublas.ProductDescriptor}: transposition, precision, and what is fused
 *   <li>{@link doppel.bindings.cublas.ProductAlgorithm}: one way to compute a product, and the memory it needs
 *   <li>{@link doppel.bindings.cublas.MatrixType}, {@link doppel.bindings.cublas.ComputeType}: types of elements and sums
 *   <li>{@link doppel.bindings.cublas.CublasException}: a status other than success
 *   <li>{@code LtCalls}: the C functions without statuses; the only caller of the generated ones
 * </ul>
 */
@NullMarked
package doppel.bindings.cublas;

import org.jspecify.annotations.NullMarked;
