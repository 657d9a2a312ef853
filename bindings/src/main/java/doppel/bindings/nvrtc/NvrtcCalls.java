package doppel.bindings.nvrtc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import doppel.bindings.gen.nvrtc.nvrtc_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.ToIntBiFunction;

/**
 * One method per C function we use: same order of arguments, no status, no ownership. Whoever receives a program must
 * destroy it.
 */
final class NvrtcCalls {
    private NvrtcCalls() {}

    /** Major and minor. */
    static int[] version() {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment major = call.allocate(JAVA_INT);
            MemorySegment minor = call.allocate(JAVA_INT);
            check(nvrtc_h.nvrtcVersion(major, minor), "nvrtcVersion");
            return new int[] {major.get(JAVA_INT, 0), minor.get(JAVA_INT, 0)};
        }
    }

    static int[] supportedArchitectures() {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment count = call.allocate(JAVA_INT);
            check(nvrtc_h.nvrtcGetNumSupportedArchs(count), "nvrtcGetNumSupportedArchs");
            MemorySegment numbers = call.allocate(JAVA_INT, count.get(JAVA_INT, 0));
            check(nvrtc_h.nvrtcGetSupportedArchs(numbers), "nvrtcGetSupportedArchs");
            return numbers.toArray(JAVA_INT);
        }
    }

    static MemorySegment createProgram(String source, String name) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(ADDRESS);
            MemorySegment none = MemorySegment.NULL;
            check(
                    nvrtc_h.nvrtcCreateProgram(out, call.allocateFrom(source), call.allocateFrom(name), 0, none, none),
                    "nvrtcCreateProgram " + name);
            return out.get(ADDRESS, 0);
        }
    }

    static void destroyProgram(MemorySegment program) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment inOut = call.allocateFrom(ADDRESS, program);
            check(nvrtc_h.nvrtcDestroyProgram(inOut), "nvrtcDestroyProgram");
        }
    }

    /** The status: whoever asks has the log to show. */
    static int compile(MemorySegment program, List<String> options) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment texts = call.allocate(ADDRESS, Math.max(1, options.size()));
            for (int i = 0; i < options.size(); i++) texts.setAtIndex(ADDRESS, i, call.allocateFrom(options.get(i)));
            return nvrtc_h.nvrtcCompileProgram(program, options.size(), texts);
        }
    }

    static byte[] cubin(MemorySegment program) {
        return bytes("nvrtcGetCUBIN", program, nvrtc_h::nvrtcGetCUBINSize, nvrtc_h::nvrtcGetCUBIN);
    }

    static byte[] ptx(MemorySegment program) {
        return bytes("nvrtcGetPTX", program, nvrtc_h::nvrtcGetPTXSize, nvrtc_h::nvrtcGetPTX);
    }

    /** With a zero at the end. */
    static byte[] log(MemorySegment program) {
        return bytes("nvrtcGetProgramLog", program, nvrtc_h::nvrtcGetProgramLogSize, nvrtc_h::nvrtcGetProgramLog);
    }

    private static byte[] bytes(
            String function,
            MemorySegment program,
            ToIntBiFunction<MemorySegment, MemorySegment> size,
            ToIntBiFunction<MemorySegment, MemorySegment> content) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment bytes = call.allocate(JAVA_LONG);
            check(size.applyAsInt(program, bytes), function + "Size");
            MemorySegment out = call.allocate(Math.max(1, bytes.get(JAVA_LONG, 0)));
            check(content.applyAsInt(program, out), function);
            return out.toArray(JAVA_BYTE);
        }
    }

    static void check(int code, String what) {
        if (code != nvrtc_h.NVRTC_SUCCESS()) {
            throw new NvrtcException("nvrtc: %s: %s (%d)".formatted(what, text(code), code), code);
        }
    }

    @SuppressWarnings("restricted") // reinterpret: a C string in static memory of the library
    static String text(int code) {
        return nvrtc_h.nvrtcGetErrorString(code).reinterpret(Long.MAX_VALUE).getString(0);
    }
}
