package doppel.kernels.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The kernels compiled by g++ as C++, behind {@code emulation.h}: the same text, geometry and packed arguments as on a
 * device. Compiled once per text into {@code target/emulation}. Where there is no g++, tests that ask for it are
 * skipped and say so.
 *
 * <p>{@code mvn -Psanitize} compiles them with the sanitizers of addresses and of undefined behaviour, which end the
 * process with a report: then not even a read beyond a buffer or beyond shared memory goes unseen.
 */
@SuppressWarnings("restricted") // a library made by the test itself, called with the arguments that it declares
final class Emulation {
    private static final int LAUNCH_INTS = 9;
    private static final boolean SANITIZED = Boolean.getBoolean("doppel.emulation.sanitize");
    private static final List<String> FLAGS = flags();
    private static final @Nullable LaunchRecorder RECORDER = recorder();
    private static @Nullable Emulation shared;

    private final SymbolLookup library;
    private final Map<String, MethodHandle> entries = new HashMap<>();
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment launch = arena.allocate(JAVA_INT, LAUNCH_INTS);
    private final MemorySegment packed = arena.allocate(LaunchDescriptor.MOST_ARGUMENT_BYTES, 16);

    private Emulation(Path library) {
        this.library = SymbolLookup.libraryLookup(library, Arena.global());
    }

    /** The kernels, compiled at the first call. */
    static synchronized Emulation open() {
        if (shared == null) {
            assumeTrue(hasCompiler(), "skipped: kernels are emulated with g++, which is not installed");
            shared = new Emulation(build(text(LaunchDescriptors.all()), Path.of("target", "emulation")));
        }
        return shared;
    }

    private static @Nullable LaunchRecorder recorder() {
        String file = System.getProperty("doppel.test.launches");
        return file == null ? null : new LaunchRecorder(Path.of(file));
    }

    private static boolean hasCompiler() {
        try {
            return run(List.of("g++", "--version"), Path.of("."), null) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Everything as one translation unit; each file has a namespace for its own functions. */
    private static String text(Iterable<LaunchDescriptor> kernels) {
        var text =
                new StringBuilder(header()).append("#line 1 \"prelude.cuh\"\n").append(KernelSource.prelude());
        for (KernelSource source : LaunchDescriptors.sources()) {
            text.append("namespace in_").append(source.name()).append(" {\n#line 1 \"");
            text.append(source.file()).append("\"\n").append(source.body()).append("}\n");
        }
        for (LaunchDescriptor kernel : kernels) {
            text.append("using in_").append(kernel.source().name()).append("::");
            text.append(kernel.kernel())
                    .append(";\nEMULATED(")
                    .append(kernel.kernel())
                    .append(")\n");
        }
        return text.toString();
    }

    private static String header() {
        try (InputStream in = Emulation.class.getResourceAsStream("emulation.h")) {
            if (in == null) throw new IllegalStateException("emulation: no emulation.h");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> flags() {
        List<String> flags = new ArrayList<>(List.of(
                "g++",
                "-std=c++17",
                "-O1",
                "-shared",
                "-fPIC",
                "-fno-strict-aliasing",
                "-ffp-contract=off",
                "-U_FORTIFY_SOURCE",
                "-Wall",
                "-Wno-unknown-pragmas",
                "-Wno-unused-function"));
        if (SANITIZED) {
            flags.addAll(List.of("-g", "-fno-omit-frame-pointer", "-fsanitize=address,undefined"));
            flags.addAll(List.of("-fno-sanitize-recover=all", "-fno-sanitize=vptr"));
        }
        return flags;
    }

    private static Path build(String text, Path folder) {
        try {
            Path library =
                    folder.resolve("kernels-" + hash(text + FLAGS) + ".so").toAbsolutePath();
            if (Files.exists(library)) return library;
            Files.createDirectories(folder);
            Path source = Files.createTempFile(folder, "kernels", ".cpp");
            Path made = Files.createTempFile(folder, "kernels", ".so");
            Path log = Files.createTempFile(folder, "kernels", ".log");
            Files.writeString(source, text);
            List<String> command = new ArrayList<>(FLAGS);
            command.addAll(List.of(
                    "-o", made.getFileName().toString(), source.getFileName().toString()));
            int status = run(command, folder, log);
            if (status != 0) throw new IllegalStateException("emulation: g++ failed\n" + Files.readString(log));
            Files.move(made, library, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(source);
            Files.delete(log);
            return library;
        } catch (IOException e) {
            throw new UncheckedIOException("emulation: cannot build", e);
        }
    }

    private static int run(List<String> command, Path folder, @Nullable Path log) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        log == null ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.to(log.toFile()))
                .start();
        try {
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("emulation: " + command.getFirst() + " did not end within ten minutes");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("emulation: interrupted", e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The parameters of a kernel as the compiler sees them, in the words of {@link LaunchDescriptor#signature}. */
    String signature(LaunchDescriptor kernel) {
        try {
            MethodHandle handle = handle("signature_" + kernel.kernel(), FunctionDescriptor.of(ADDRESS));
            return string((MemorySegment) handle.invokeExact());
        } catch (Throwable e) {
            throw new IllegalStateException(kernel.toString(), e);
        }
    }

    /**
     * Runs a kernel.
     *
     * @param backwards whether the last block runs first; results must not depend on it
     */
    synchronized void launch(
            LaunchDescriptor kernel, LaunchGeometry g, boolean backwards, @Nullable Object... arguments) {
        if (RECORDER == null || backwards) run(kernel, g, backwards, arguments);
        else RECORDER.record(kernel, g, arguments, () -> run(kernel, g, false, arguments));
    }

    private void run(LaunchDescriptor kernel, LaunchGeometry g, boolean backwards, @Nullable Object[] arguments) {
        PackedArguments.write(kernel, packed, arguments);
        int[] ints = {
            g.gridX(),
            g.gridY(),
            g.gridZ(),
            g.blockX(),
            g.blockY(),
            g.blockZ(),
            g.sharedBytes(),
            kernel.argumentBytes(),
            backwards ? 1 : 0
        };
        MemorySegment.copy(ints, 0, launch, JAVA_INT, 0, LAUNCH_INTS);
        MethodHandle handle = handle("emulate_" + kernel.kernel(), FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        MemorySegment failure;
        try {
            failure = (MemorySegment) handle.invokeExact(launch, packed);
        } catch (Throwable e) {
            throw new IllegalStateException(kernel.toString(), e);
        }
        if (failure.address() != 0) throw new IllegalStateException(kernel + ", " + g + ": " + string(failure));
    }

    /** With sanitizers: ends the process if a kernel touches this memory from now on. */
    synchronized void forbid(MemorySegment memory) {
        if (SANITIZED) mark("emulation_forbid", memory);
    }

    /** Undoes {@link #forbid}. */
    synchronized void allow(MemorySegment memory) {
        if (SANITIZED) mark("emulation_allow", memory);
    }

    private void mark(String function, MemorySegment memory) {
        try {
            handle(function, FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG)).invokeExact(memory, memory.byteSize());
        } catch (Throwable e) {
            throw new IllegalStateException(function, e);
        }
    }

    private MethodHandle handle(String name, FunctionDescriptor type) {
        return entries.computeIfAbsent(name, n -> Linker.nativeLinker().downcallHandle(library.findOrThrow(n), type));
    }

    private static String string(MemorySegment text) {
        return text.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
