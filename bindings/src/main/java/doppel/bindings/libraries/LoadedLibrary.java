package doppel.bindings.libraries;

import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;

/**
 * A shared library in this process; it stays until the process ends.
 *
 * @param file the file that was opened
 * @param origin how it was found, in words for people
 * @param symbols its functions by name
 */
public record LoadedLibrary(Path file, String origin, SymbolLookup symbols) {}
