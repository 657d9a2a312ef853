package doppel.bindings.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A CUDA driver without a card, made of {@code fakecuda/fakecuda.c} by gcc: it records calls, and refuses what a real
 * driver would refuse, and some things that a real driver would not notice: memory used on two streams of which neither
 * waits for the other, pinned memory that changes or goes while a copy of it is under way. A process has one driver, so
 * it must be installed before the first use of any.
 */
@SuppressWarnings("restricted") // a library of this test's own
public final class FakeCuda {
    private static final String PROPERTY = "doppel.cuda.driver.path";

    /** The first includes the others. */
    private static final List<String> SOURCES = List.of(
            "fakecuda.c",
            "record.h",
            "objects.h",
            "memory.h",
            "order.h",
            "capture.h",
            "start.h",
            "memcalls.h",
            "streams.h",
            "modules.h",
            "graphs.h",
            "foreign.h");

    private static @Nullable FakeCuda installed;

    private final Path file;
    private final SymbolLookup symbols;

    private FakeCuda(Path file, SymbolLookup symbols) {
        this.file = file;
        this.symbols = symbols;
    }

    /** Makes it the driver of this process, with one card, and forgets what was before; skips the test without gcc. */
    public static synchronized FakeCuda install() {
        Gcc.assumeThere("calls of the CUDA driver were not checked");
        if (installed == null) {
            assumeTrue(System.getProperty(PROPERTY) == null, "a driver is named already: calls were not checked");
            try {
                Path library = build();
                System.setProperty(PROPERTY, library.toString());
                installed = new FakeCuda(library, SymbolLookup.libraryLookup(library, Arena.global()));
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        installed.call("fake_restart", FunctionDescriptor.ofVoid());
        return installed;
    }

    private static Path build() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("fakecuda");
        Path sources = Files.createDirectory(folder.resolve("sources"));
        for (String file : SOURCES) {
            try (InputStream in = FakeCuda.class.getResourceAsStream("fakecuda/" + file)) {
                Files.copy(Objects.requireNonNull(in, file), sources.resolve(file));
            }
        }
        Path library = folder.resolve("libcuda.so.1");
        Gcc.run(
                sources,
                "gcc",
                "-O1",
                "-shared",
                "-fPIC",
                "-fvisibility=hidden",
                "-Wl,-soname,libcuda.so.1", // by which others ask for it
                "-o",
                library.toString(),
                SOURCES.getFirst(),
                "-ldl",
                "-lpthread");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(sources)) {
            for (Path file : files) Files.delete(file);
        }
        Files.delete(sources);
        for (Path file : new Path[] {folder, library}) file.toFile().deleteOnExit();
        return library;
    }

    /** The library, to tell it from a real driver that was opened before. */
    public Path file() {
        return file;
    }

    /** How many cards it shows from now on. */
    public void cards(int count) {
        call("fake_cards", FunctionDescriptor.ofVoid(JAVA_INT), count);
    }

    /** The version it answers from now on: 1000 * major + 10 * minor. */
    public void version(int version) {
        call("fake_version", FunctionDescriptor.ofVoid(JAVA_INT), version);
    }

    /** Lets the next call of a function fail. */
    public void fail(String function, int status) {
        try (Arena call = Arena.ofConfined()) {
            call("fake_fail", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT), call.allocateFrom(function), status);
        }
    }

    /**
     * All calls since it was installed, one a line; what a real driver refuses is followed by a line with {@code !}.
     */
    public String record() {
        return text("fake_record");
    }

    /** Contexts, streams, events, modules, graphs and memory that were made and are still there, one a line. */
    public String left() {
        return text("fake_left");
    }

    /** Fails the test if anything was refused, or if something is still there. */
    public void assertAcceptedAndNothingLeft() {
        String record = record();
        assertFalse(record.contains("\n!"), record);
        assertEquals("", left(), "still there");
    }

    private String text(String function) {
        FunctionDescriptor type = FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG);
        try (Arena call = Arena.ofConfined()) {
            long bytes = (long) Objects.requireNonNull(call(function, type, MemorySegment.NULL, 0L));
            MemorySegment text = call.allocate(bytes + 1);
            call(function, type, text, bytes + 1);
            return text.getString(0);
        }
    }

    private @Nullable Object call(String function, FunctionDescriptor type, Object... arguments) {
        MethodHandle handle = Linker.nativeLinker().downcallHandle(symbols.findOrThrow(function), type);
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
