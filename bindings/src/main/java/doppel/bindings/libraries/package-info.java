/**
 * Finds and loads shared libraries, and reports every path tried.
 *
 * <ul>
 *   <li>{@link doppel.bindings.libraries.NativeLibrary}: a library we use, where it may lie, its symbols
 *   <li>{@link doppel.bindings.libraries.LoadedLibrary}: which file was opened and how it was found
 *   <li>{@link doppel.bindings.libraries.Platform}: operating system and processor, as classifiers name them
 *   <li>{@link doppel.bindings.libraries.OpenMp}: the thread pool that native libraries share
 *   <li>{@code LibrarySearch}: the places looked at, in order
 *   <li>{@link doppel.bindings.libraries.NvidiaLibraries}: one major version of CUDA, and the order of opening
 *   <li>{@link doppel.bindings.libraries.MissingLibraryException}: where one of them was looked for, and how to get it
 *   <li>{@code NvidiaLibrary}, {@code NvidiaSearch}, {@code PythonWheels}: NVIDIA's files and the places looked at for them
 *   <li>{@link doppel.bindings.libraries.CacheFolder}: where this user's copies of things lie that can be made again
 *   <li>{@code LibraryCache}: the per-user folder into which resources are unpacked
 * </ul>
 */
@NullMarked
package doppel.bindings.libraries;

import org.jspecify.annotations.NullMarked;
