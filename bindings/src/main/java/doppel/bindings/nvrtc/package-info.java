/**
 * NVRTC, which compiles CUDA C++ while the program runs; needs no card and no driver.
 *
 * <ul>
 *   <li>{@link doppel.bindings.nvrtc.Nvrtc}: the library, its version, and compiling
 *   <li>{@link doppel.bindings.nvrtc.NvrtcTarget}: for which cards, as machine code or as PTX
 *   <li>{@link doppel.bindings.nvrtc.NvrtcException}: a status other than success;
 *       {@link doppel.bindings.nvrtc.CompilationException}: a fault in the source, with the compiler's own words
 *   <li>{@code NvrtcCalls}: the C functions without statuses; the only caller of the generated ones
 * </ul>
 */
@NullMarked
package doppel.bindings.nvrtc;

import org.jspecify.annotations.NullMarked;
