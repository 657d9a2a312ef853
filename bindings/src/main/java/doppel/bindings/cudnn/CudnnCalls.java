package doppel.bindings.cudnn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import doppel.bindings.gen.cudnn.cudnn_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.ToIntFunction;

/**
 * One method per C function we use: same order of arguments, no status, no ownership. Whoever receives a handle must
 * destroy it.
 */
final class CudnnCalls {
    private static final int MESSAGE_BYTES = 2048;

    private CudnnCalls() {}

    static long version() {
        return cudnn_h.cudnnGetVersion();
    }

    static long maxDeviceVersion() {
        return cudnn_h.cudnnGetMaxDeviceVersion();
    }

    static long cudartVersion() {
        return cudnn_h.cudnnGetCudartVersion();
    }

    static MemorySegment create() {
        return created("cudnnCreate", cudnn_h::cudnnCreate);
    }

    static void destroy(MemorySegment handle) {
        check(cudnn_h.cudnnDestroy(handle), "cudnnDestroy");
    }

    static void setStream(MemorySegment handle, MemorySegment stream) {
        check(cudnn_h.cudnnSetStream(handle, stream), "cudnnSetStream");
    }

    static MemorySegment createDescriptor(int type, String path) {
        return created(path, out -> cudnn_h.cudnnBackendCreateDescriptor(type, out));
    }

    static void destroyDescriptor(MemorySegment descriptor) {
        check(cudnn_h.cudnnBackendDestroyDescriptor(descriptor), "cudnnBackendDestroyDescriptor");
    }

    static void setAttribute(
            MemorySegment descriptor, int attribute, int type, long count, MemorySegment values, String path) {
        check(cudnn_h.cudnnBackendSetAttribute(descriptor, attribute, type, count, values), path);
    }

    /** How many values there are; as many as asked for have been written. */
    static long getAttribute(
            MemorySegment descriptor, int attribute, int type, long count, MemorySegment values, String path) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment written = call.allocate(JAVA_LONG);
            check(cudnn_h.cudnnBackendGetAttribute(descriptor, attribute, type, count, written, values), path);
            return written.get(JAVA_LONG, 0);
        }
    }

    /** An attribute that is text. */
    static String getText(MemorySegment descriptor, int attribute, String path) {
        int type = cudnn_h.CUDNN_TYPE_CHAR();
        try (Arena call = Arena.ofConfined()) {
            long bytes = getAttribute(descriptor, attribute, type, 0, MemorySegment.NULL, path);
            MemorySegment out = call.allocate(bytes + 1);
            getAttribute(descriptor, attribute, type, bytes, out, path);
            return out.getString(0);
        }
    }

    static void finish(MemorySegment descriptor, String path) {
        check(cudnn_h.cudnnBackendFinalize(descriptor), path);
    }

    static void execute(MemorySegment handle, MemorySegment plan, MemorySegment variantPack, String what) {
        int code = cudnn_h.cudnnBackendExecute(handle, plan, variantPack);
        if (code != cudnn_h.CUDNN_STATUS_SUCCESS()) check(code, what);
    }

    private static MemorySegment created(String what, ToIntFunction<MemorySegment> create) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(ADDRESS);
            check(create.applyAsInt(out), what);
            return out.get(ADDRESS, 0);
        }
    }

    @SuppressWarnings("restricted") // reinterpret: a C string in static memory of the library
    private static void check(int code, String what) {
        if (code == cudnn_h.CUDNN_STATUS_SUCCESS()) return;
        try (Arena call = Arena.ofConfined()) {
            MemorySegment detail = call.allocate(MESSAGE_BYTES);
            cudnn_h.cudnnGetLastErrorString(detail, MESSAGE_BYTES);
            String name = cudnn_h.cudnnGetErrorString(code)
                    .reinterpret(Long.MAX_VALUE)
                    .getString(0);
            throw new CudnnException(what, code, name, detail.getString(0).strip());
        }
    }
}
