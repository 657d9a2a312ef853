package doppel.bindings.libraries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.bindings.lifetime.NativeException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class LibrarySearchTest {
    private static final NativeLibrary.Description THING = new NativeLibrary.Description(
            "thing",
            "1.0",
            "org.thing:thing:1.0",
            "org/thing",
            "doppel.thing.path",
            "DOPPEL_THING",
            Map.of(Platform.LINUX_X86_64, List.of("libthing.so.1", "libother.so")));

    @TempDir
    Path folder;

    @Test
    void whenNothingIsFoundEveryPlaceAndTheRemedyAreNamed() {
        assertEquals(
                "thing: no library for linux-x86_64, tried system property doppel.thing.path (not set), environment variable"
                        + " DOPPEL_THING (not set), resource org/thing/linux-x86_64/libthing.so.1 (absent); put"
                        + " org.thing:thing:1.0 with classifier linux-x86_64 on the class path or set DOPPEL_THING",
                refusal(search(Map.of(), Map.of(), _ -> null)::find));
    }

    @Test
    void aPlatformWithoutFilesIsNamed() {
        var search = new LibrarySearch(THING, Platform.MACOSX_ARM64, _ -> null, _ -> null, _ -> null);
        String message = refusal(search::find);
        assertTrue(message.contains("no library for macosx-arm64"), message);
        assertTrue(message.contains("only those for [linux-x86_64]"), message);
    }

    @Test
    void thePropertyComesBeforeTheVariable() throws IOException {
        Path one = Files.createFile(folder.resolve("one.so"));
        Path two = Files.createFile(folder.resolve("two.so"));
        var both =
                search(Map.of("doppel.thing.path", one.toString()), Map.of("DOPPEL_THING", two.toString()), _ -> null);
        assertEquals(new LibrarySearch.Found(one, "system property doppel.thing.path"), both.find());
        var variable = search(Map.of(), Map.of("DOPPEL_THING", two.toString()), _ -> null);
        assertEquals(new LibrarySearch.Found(two, "environment variable DOPPEL_THING"), variable.find());
    }

    @Test
    void aFolderMayBeNamedInsteadOfTheFile() throws IOException {
        Path file = Files.createFile(folder.resolve("libthing.so.1"));
        var search = search(Map.of(), Map.of("DOPPEL_THING", folder.toString()), _ -> null);
        assertEquals(file, search.find().file());
    }

    @Test
    void aNamedPlaceWithoutLibraryIsAnErrorEvenIfAResourceExists() {
        var search = search(Map.of("doppel.thing.path", "/nowhere"), Map.of(), this::resourceInFolder);
        assertEquals(
                "thing: system property doppel.thing.path names /nowhere, but there is no file /nowhere nor"
                        + " /nowhere/libthing.so.1; correct it or unset it",
                refusal(search::find));
    }

    @Test
    void anUnpackedResourceIsUsedWhereItLies() {
        assertEquals(
                folder.resolve("libthing.so.1"),
                search(Map.of(), Map.of(), this::resourceInFolder).find().file());
    }

    @Test
    void aFileThatIsNoLibraryIsNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("text.so"), "not a library");
        var search = search(Map.of("doppel.thing.path", text.toString()), Map.of(), _ -> null);
        String message = refusal(() -> NativeLibrary.open(search));
        assertTrue(message.startsWith("thing: cannot open " + text + " (system property doppel.thing.path)"), message);
    }

    @Test
    void aCacheThatCannotBeWrittenIsNamedWithTheRemedy() throws IOException {
        Path file = Files.createFile(folder.resolve("occupied"));
        var search = new LibrarySearch(
                NativeLibrary.ONEDNN_ARTIFACT,
                Platform.current(),
                _ -> null,
                Map.of("DOPPEL_CACHE", file.toString())::get,
                LibrarySearchTest.class.getClassLoader()::getResource);
        String message = refusal(search::find);
        assertTrue(message.startsWith("onednn: cannot unpack "), message);
        assertTrue(message.contains("into " + file), message);
        assertTrue(message.contains("set DOPPEL_CACHE"), message);
    }

    private static String refusal(Executable search) {
        return String.valueOf(assertThrows(NativeException.class, search).getMessage());
    }

    private @Nullable URL resourceInFolder(String name) {
        try {
            return folder.resolve(Path.of(name).getFileName()).toUri().toURL();
        } catch (IOException e) {
            return null;
        }
    }

    private static LibrarySearch search(
            Map<String, String> properties, Map<String, String> variables, Function<String, @Nullable URL> resources) {
        return new LibrarySearch(THING, Platform.LINUX_X86_64, properties::get, variables::get, resources);
    }
}
