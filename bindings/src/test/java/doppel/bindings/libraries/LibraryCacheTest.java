package doppel.bindings.libraries;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryCacheTest {
    private static final String KEY = "thing-1.0-linux-x86_64";

    @TempDir
    Path folder;

    private final byte[] library = random(3_000_000, 1);
    private final byte[] companion = random(1_000, 2);

    @Test
    void allFilesLieInOneFolder() throws IOException {
        Path unpacked = new LibraryCache(folder.resolve("cache")).unpack(KEY, urls(jar("a.jar", library)));
        assertTrue(unpacked.startsWith(folder.resolve("cache/native")), unpacked.toString());
        assertArrayEquals(library, Files.readAllBytes(unpacked.resolve("lib.so")));
        assertArrayEquals(companion, Files.readAllBytes(unpacked.resolve("companion.so")));
        assertEquals(2, filesIn(unpacked).size());
    }

    @Test
    void anotherContentGoesIntoAnotherFolder() throws IOException {
        LibraryCache cache = new LibraryCache(folder);
        Path first = cache.unpack(KEY, urls(jar("a.jar", library)));
        Path second = cache.unpack(KEY, urls(jar("b.jar", random(3_000_000, 3))));
        assertNotEquals(first, second);
        assertArrayEquals(library, Files.readAllBytes(first.resolve("lib.so")));
    }

    @Test
    void wholeFilesAreNotWrittenAgain() throws IOException {
        LibraryCache cache = new LibraryCache(folder);
        Path file = cache.unpack(KEY, urls(jar("a.jar", library))).resolve("lib.so");
        FileTime old = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(file, old);
        cache.unpack(KEY, urls(jar("a.jar", library)));
        assertEquals(old, Files.getLastModifiedTime(file));
    }

    @Test
    void damagedAndShortFilesAreReplaced() throws IOException {
        LibraryCache cache = new LibraryCache(folder);
        List<URL> urls = urls(jar("a.jar", library));
        Path file = cache.unpack(KEY, urls).resolve("lib.so");
        byte[] damaged = library.clone();
        damaged[2_000_000] ^= 1;
        Files.write(file, damaged);
        cache.unpack(KEY, urls);
        assertArrayEquals(library, Files.readAllBytes(file));
        Files.write(file, new byte[7]);
        cache.unpack(KEY, urls);
        assertArrayEquals(library, Files.readAllBytes(file));
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws IOException {
        LibraryCache cache = new LibraryCache(folder);
        List<URL> urls = urls(jar("a.jar", library));
        Path unpacked = cache.unpack(KEY, urls);
        Path old = Files.createFile(unpacked.resolve("lib.so.1.part"));
        Path fresh = Files.createFile(unpacked.resolve("lib.so.2.part"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
        Files.delete(unpacked.resolve("lib.so"));
        cache.unpack(KEY, urls);
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(fresh), "its writer may be alive");
    }

    @Test
    void twoProcessesAtOnceBothFindWholeFiles() throws Exception {
        Path jar = jar("a.jar", random(30_000_000, 4));
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Unpacker.class.getName(),
                            folder.resolve("cache").toString(),
                            jar.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.to(folder.resolve("out" + i).toFile()))
                    .start());
        }
        for (int i = 0; i < 2; i++) {
            assertTrue(processes.get(i).waitFor(60, TimeUnit.SECONDS));
            String out = Files.readString(folder.resolve("out" + i));
            assertEquals(0, processes.get(i).exitValue(), out);
            assertEquals("whole", out.strip());
        }
        try (Stream<Path> all = Files.walk(folder.resolve("cache"))) {
            assertEquals(2, all.filter(Files::isRegularFile).count(), "nothing but the two files");
        }
    }

    /** Unpacks ten times, each time from nothing or from what the other process has done so far. */
    static final class Unpacker {
        public static void main(String[] args) throws IOException {
            LibraryCache cache = new LibraryCache(Path.of(args[0]));
            for (int i = 0; i < 10; i++) {
                Path file = cache.unpack(KEY, urls(Path.of(args[1]))).resolve("lib.so");
                if (!java.util.Arrays.equals(Files.readAllBytes(file), random(30_000_000, 4))) {
                    System.out.println("damaged at round " + i);
                    System.exit(1);
                }
                if (i < 9) Files.write(file.resolveSibling("companion.so"), new byte[i]); // make work for both
            }
            cache.unpack(KEY, urls(Path.of(args[1])));
            System.out.println("whole");
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsAnError() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        LibraryCache cache = new LibraryCache(file);
        List<URL> urls = urls(jar("a.jar", library));
        assertThrows(IOException.class, () -> cache.unpack(KEY, urls));
    }

    @Test
    void theRootIsTakenFromTheEnvironment() {
        String home = System.getProperty("user.home");
        assertEquals(Path.of("/x"), LibraryCache.root(Map.of("DOPPEL_CACHE", "/x", "XDG_CACHE_HOME", "/y")::get));
        assertEquals(Path.of("/y/doppel"), LibraryCache.root(Map.of("XDG_CACHE_HOME", "/y")::get));
        assertEquals(Path.of(home, ".cache", "doppel"), LibraryCache.root(Map.of("XDG_CACHE_HOME", "relative")::get));
        assertEquals(Path.of(home, ".cache", "doppel"), LibraryCache.root(_ -> null));
    }

    private Path jar(String name, byte[] content) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("org/thing/linux-x86_64/lib.so"));
            out.write(content);
            out.putNextEntry(new JarEntry("org/thing/linux-x86_64/companion.so"));
            out.write(companion);
        }
        return jar;
    }

    private static List<URL> urls(Path jar) throws IOException {
        String prefix = "jar:" + jar.toUri() + "!/org/thing/linux-x86_64/";
        return List.of(
                URI.create(prefix + "lib.so").toURL(),
                URI.create(prefix + "companion.so").toURL());
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
