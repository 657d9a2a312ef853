package doppel.bindings.onednn;

import doppel.bindings.gen.onednn.onednn_h;
import doppel.bindings.libraries.LoadedLibrary;
import doppel.bindings.libraries.NativeLibrary;
import doppel.bindings.libraries.OpenMp;
import doppel.bindings.lifetime.NativeException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** The oneDNN library of this process: what it is and what it may use. */
public final class Onednn {
    private static final int MAJOR = onednn_h.DNNL_VERSION_MAJOR();
    private static final int MINOR = onednn_h.DNNL_VERSION_MINOR();

    private Onednn() {}

    /**
     * What was found.
     *
     * @param file the shared library
     * @param origin how it was found, in words for people
     * @param version such as {@code 3.13.0}
     * @param instructions the widest instruction set used, such as {@code avx512_core_bf16}
     * @param bf16 whether bf16 is computed by instructions made for it
     * @param threads of the OpenMP runtime; empty if it is not the one we know
     */
    public record Report(
            Path file, String origin, String version, String instructions, boolean bf16, OptionalInt threads) {}

    /**
     * Opens the library, if it is not open yet, and checks that its version fits.
     *
     * @throws NativeException naming every place tried, or the version found
     */
    public static Report load() {
        // first of all: a generated function that fails to find its symbol stays broken for the life of the process
        LoadedLibrary library = NativeLibrary.ONEDNN.load();
        int[] version = OnednnCalls.version();
        String text = version[0] + "." + version[1] + "." + version[2];
        if (version[0] != MAJOR || version[1] < MINOR) {
            throw new NativeException("onednn: wanted version %d.%d or newer of %d, got %s, %s (%s)"
                    .formatted(MAJOR, MINOR, MAJOR, text, library.file(), library.origin()));
        }
        int isa = OnednnCalls.effectiveCpuIsa();
        return new Report(
                library.file(),
                library.origin(),
                text,
                instructions(isa),
                hasAll(isa, onednn_h.dnnl_cpu_isa_avx512_core_bf16()),
                OpenMp.threads());
    }

    /** How many primitives oneDNN itself keeps for the next creation of an equal one. */
    public static void primitiveCacheCapacity(int entries) {
        OnednnCalls.setPrimitiveCacheCapacity(entries);
    }

    /** 0 is silent, 1 prints each execution with kernel, layouts, sizes and milliseconds, 2 each creation too. */
    public static void verbose(int level) {
        OnednnCalls.setVerbose(level);
    }

    private static String instructions(int isa) {
        if (hasAll(isa, onednn_h.dnnl_cpu_isa_avx512_core_amx())) return "avx512_core_amx";
        if (hasAll(isa, onednn_h.dnnl_cpu_isa_avx512_core_fp16())) return "avx512_core_fp16";
        if (hasAll(isa, onednn_h.dnnl_cpu_isa_avx512_core_bf16())) return "avx512_core_bf16";
        if (hasAll(isa, onednn_h.dnnl_cpu_isa_avx512_core_vnni())) return "avx512_core_vnni";
        if (hasAll(isa, onednn_h.dnnl_cpu_isa_avx512_core())) return "avx512_core";
        if (hasAll(isa, onednn_h.dnnl_cpu_isa_avx2())) return "avx2";
        if (hasAll(isa, onednn_h.dnnl_cpu_isa_avx())) return "avx";
        if (hasAll(isa, onednn_h.dnnl_cpu_isa_sse41())) return "sse41";
        return "0x%x".formatted(isa);
    }

    // a wider set has all bits of a narrower one
    private static boolean hasAll(int isa, int bits) {
        return (isa & bits) == bits;
    }
}
