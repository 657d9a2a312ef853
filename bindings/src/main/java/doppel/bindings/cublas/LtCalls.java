package doppel.bindings.cublas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import doppel.bindings.gen.cublas.cublasLtMatmulHeuristicResult_t;
import doppel.bindings.gen.cublas.cublaslt_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.ToIntFunction;

/**
 * One method per C function we use: same order of arguments, no status, no ownership. Whoever receives a handle must
 * destroy it.
 */
final class LtCalls {
    private LtCalls() {}

    static long version() {
        return cublaslt_h.cublasLtGetVersion();
    }

    static long cudartVersion() {
        return cublaslt_h.cublasLtGetCudartVersion();
    }

    static MemorySegment create() {
        return created("cublasLtCreate", cublaslt_h::cublasLtCreate);
    }

    static void destroy(MemorySegment handle) {
        check(cublaslt_h.cublasLtDestroy(handle), "cublasLtDestroy");
    }

    static MemorySegment createDescriptor(int compute, int scale) {
        return created("cublasLtMatmulDescCreate", out -> cublaslt_h.cublasLtMatmulDescCreate(out, compute, scale));
    }

    static void setDescriptor(MemorySegment descriptor, int attribute, int value) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment in = call.allocateFrom(JAVA_INT, value);
            check(
                    cublaslt_h.cublasLtMatmulDescSetAttribute(descriptor, attribute, in, in.byteSize()),
                    "cublasLtMatmulDescSetAttribute " + attribute);
        }
    }

    static void setDescriptor(MemorySegment descriptor, int attribute, long value) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment in = call.allocateFrom(JAVA_LONG, value);
            check(
                    cublaslt_h.cublasLtMatmulDescSetAttribute(descriptor, attribute, in, in.byteSize()),
                    "cublasLtMatmulDescSetAttribute " + attribute);
        }
    }

    static int getDescriptor(MemorySegment descriptor, int attribute) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(JAVA_INT);
            MemorySegment written = call.allocate(JAVA_LONG);
            check(
                    cublaslt_h.cublasLtMatmulDescGetAttribute(descriptor, attribute, out, out.byteSize(), written),
                    "cublasLtMatmulDescGetAttribute " + attribute);
            return out.get(JAVA_INT, 0);
        }
    }

    static void destroyDescriptor(MemorySegment descriptor) {
        check(cublaslt_h.cublasLtMatmulDescDestroy(descriptor), "cublasLtMatmulDescDestroy");
    }

    static MemorySegment createLayout(int type, long rows, long columns, long distance) {
        return created(
                "cublasLtMatrixLayoutCreate",
                out -> cublaslt_h.cublasLtMatrixLayoutCreate(out, type, rows, columns, distance));
    }

    static void setLayout(MemorySegment layout, int attribute, int value) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment in = call.allocateFrom(JAVA_INT, value);
            check(
                    cublaslt_h.cublasLtMatrixLayoutSetAttribute(layout, attribute, in, in.byteSize()),
                    "cublasLtMatrixLayoutSetAttribute " + attribute);
        }
    }

    static void setLayout(MemorySegment layout, int attribute, long value) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment in = call.allocateFrom(JAVA_LONG, value);
            check(
                    cublaslt_h.cublasLtMatrixLayoutSetAttribute(layout, attribute, in, in.byteSize()),
                    "cublasLtMatrixLayoutSetAttribute " + attribute);
        }
    }

    static long getLayout(MemorySegment layout, int attribute) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(JAVA_LONG);
            MemorySegment written = call.allocate(JAVA_LONG);
            check(
                    cublaslt_h.cublasLtMatrixLayoutGetAttribute(layout, attribute, out, out.byteSize(), written),
                    "cublasLtMatrixLayoutGetAttribute " + attribute);
            return out.get(JAVA_LONG, 0);
        }
    }

    static void destroyLayout(MemorySegment layout) {
        check(cublaslt_h.cublasLtMatrixLayoutDestroy(layout), "cublasLtMatrixLayoutDestroy");
    }

    static MemorySegment createPreference() {
        return created("cublasLtMatmulPreferenceCreate", cublaslt_h::cublasLtMatmulPreferenceCreate);
    }

    static void setPreference(MemorySegment preference, int attribute, long value) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment in = call.allocateFrom(JAVA_LONG, value);
            check(
                    cublaslt_h.cublasLtMatmulPreferenceSetAttribute(preference, attribute, in, in.byteSize()),
                    "cublasLtMatmulPreferenceSetAttribute " + attribute);
        }
    }

    static void setPreference(MemorySegment preference, int attribute, int value) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment in = call.allocateFrom(JAVA_INT, value);
            check(
                    cublaslt_h.cublasLtMatmulPreferenceSetAttribute(preference, attribute, in, in.byteSize()),
                    "cublasLtMatmulPreferenceSetAttribute " + attribute);
        }
    }

    static void destroyPreference(MemorySegment preference) {
        check(cublaslt_h.cublasLtMatmulPreferenceDestroy(preference), "cublasLtMatmulPreferenceDestroy");
    }

    /**
     * The library's proposals, best first.
     *
     * @param layouts of A, B, C and D
     * @param results room for as many as are wanted
     * @return how many there are
     */
    static int proposals(
            MemorySegment handle,
            MemorySegment descriptor,
            MemorySegment[] layouts,
            MemorySegment preference,
            MemorySegment results,
            String what) {
        int room = (int) (results.byteSize() / cublasLtMatmulHeuristicResult_t.sizeof());
        try (Arena call = Arena.ofConfined()) {
            MemorySegment count = call.allocate(JAVA_INT);
            check(
                    cublaslt_h.cublasLtMatmulAlgoGetHeuristic(
                            handle,
                            descriptor,
                            layouts[0],
                            layouts[1],
                            layouts[2],
                            layouts[3],
                            preference,
                            room,
                            results,
                            count),
                    "cublasLtMatmulAlgoGetHeuristic " + what);
            return count.get(JAVA_INT, 0);
        }
    }

    /** Calls a create function and answers the handle it wrote. */
    private static MemorySegment created(String function, ToIntFunction<MemorySegment> create) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(ADDRESS);
            check(create.applyAsInt(out), function);
            return out.get(ADDRESS, 0);
        }
    }

    static void check(int code, String what) {
        if (code == cublaslt_h.CUBLAS_STATUS_SUCCESS()) return;
        throw new CublasException(
                what,
                code,
                text(cublaslt_h.cublasLtGetStatusName(code)),
                text(cublaslt_h.cublasLtGetStatusString(code)));
    }

    @SuppressWarnings("restricted") // reinterpret: a C string in static memory of the library
    private static String text(MemorySegment text) {
        return text.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
