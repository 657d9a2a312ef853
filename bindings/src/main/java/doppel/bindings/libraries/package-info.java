/**
 * Finds and loads shared libraries, and reports every path tried.
 *
 * <ul>
 *   <li>{@link doppel.bindings.libraries.NativeLibrary}: a library we use, where it may lie, its symbols
 *   <li>{@link doppel.bindings.libraries.LoadedLibrary}: which file was opened and how it was found
 *   <li>{@link doppel.bindings.libraries.Platform}: operating system and processor, as classifiers name them
 *   <li>{@link doppel.bindings.libraries.OpenMp}: the thread pool that native libraries share
 *   <li>{@code LibrarySearch}: the places looked at, in order
 *   <li>{@code LibraryCache}: the per-user folder into which resources are unpacked
 * </ul>
 */
@NullMarked
package doppel.bindings.libraries;

import org.jspecify.annotations.NullMarked;
