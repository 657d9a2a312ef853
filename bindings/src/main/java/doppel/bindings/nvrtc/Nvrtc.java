package doppel.bindings.nvrtc;

import static java.nio.charset.StandardCharsets.UTF_8;

import doppel.bindings.gen.nvrtc.nvrtc_h;
import doppel.bindings.libraries.LoadedLibrary;
import doppel.bindings.libraries.NativeLibrary;
import doppel.bindings.libraries.NvidiaLibraries;
import doppel.bindings.lifetime.NativeException;
import doppel.bindings.lifetime.Owned;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The NVRTC library of this process. */
public final class Nvrtc {
    private Nvrtc() {}

    /**
     * What was found.
     *
     * @param file the shared library
     * @param origin how it was found, in words for people
     * @param tried places looked at before
     * @param major of its version, the same as CUDA's
     * @param minor of its version
     * @param architectures capabilities it compiles for, such as 90, in ascending order
     */
    public record Report(
            Path file, String origin, List<String> tried, int major, int minor, List<Integer> architectures) {}

    /**
     * What came of a source.
     *
     * @param image a cubin, or PTX
     * @param log what the compiler said; empty if nothing
     */
    public record Compiled(byte[] image, String log) {}

    /**
     * Opens the library and checks its version; may be called again.
     *
     * @throws NativeException naming every place tried, or the version found
     */
    public static Report load() {
        LoadedLibrary library = NativeLibrary.NVRTC.load();
        int[] version = NvrtcCalls.version();
        int wanted = NvidiaLibraries.major();
        if (version[0] != wanted) {
            throw new NativeException(
                    "nvrtc: wanted version %d, got %d.%d, %s (%s); all of NVIDIA's libraries must be of one CUDA"
                            .formatted(wanted, version[0], version[1], library.file(), library.origin()));
        }
        List<Integer> architectures = Arrays.stream(NvrtcCalls.supportedArchitectures())
                .sorted()
                .boxed()
                .toList();
        return new Report(library.file(), library.origin(), library.tried(), version[0], version[1], architectures);
    }

    /**
     * Compiles CUDA C++17. Functions are for the card unless they say otherwise; there are no headers to include.
     *
     * @param name of the file, for messages
     * @param options more of the compiler's options, such as {@code -DNAME=VALUE}
     * @throws CompilationException with the compiler's log
     * @throws NvrtcException if an option or the target is not known
     */
    public static Compiled compile(String name, String source, NvrtcTarget target, List<String> options) {
        load();
        List<String> all = new ArrayList<>(List.of(target.option(), "--std=c++17", "-default-device"));
        all.addAll(options);
        try (Arena call = Arena.ofConfined()) {
            MemorySegment program = Owned.by(
                    call, NvrtcCalls.createProgram(source, name), "nvrtc program", name, NvrtcCalls::destroyProgram);
            int code = NvrtcCalls.compile(program, all);
            String log =
                    new String(NvrtcCalls.log(program), UTF_8).replace("\0", "").strip();
            if (code != nvrtc_h.NVRTC_SUCCESS()) throw failure(code, name, all, log);
            return new Compiled(target.machineCode() ? NvrtcCalls.cubin(program) : NvrtcCalls.ptx(program), log);
        }
    }

    private static NvrtcException failure(int code, String name, List<String> options, String log) {
        String text = NvrtcCalls.text(code);
        if (code == nvrtc_h.NVRTC_ERROR_COMPILATION()) {
            String message = "nvrtc: %s does not compile with %s:%n%s".formatted(name, String.join(" ", options), log);
            return new CompilationException(message, code, log);
        }
        String message = "nvrtc: %s with %s: %s (%d)".formatted(name, String.join(" ", options), text, code);
        if (!log.isEmpty()) message += ": " + log;
        if (code == nvrtc_h.NVRTC_ERROR_BUILTIN_OPERATION_FAILURE()) {
            Path file = NativeLibrary.NVRTC.load().file();
            message += "; libnvrtc-builtins must lie beside " + file;
        }
        return new NvrtcException(message, code);
    }
}
