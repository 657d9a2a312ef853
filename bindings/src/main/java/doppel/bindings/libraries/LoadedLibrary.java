package doppel.bindings.libraries;

import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;

/**
 * A shared library in this process; it stays until the process ends.
 *
 * @param file the file that was opened
 * @param origin how it was found, in words for people
 * @param symbols its functions by name
 * @param tried places looked at before it was found, in words for people
 */
public record LoadedLibrary(Path file, String origin, SymbolLookup symbols, List<String> tried) {}
