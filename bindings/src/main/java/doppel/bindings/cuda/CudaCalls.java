package doppel.bindings.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import doppel.bindings.gen.cuda.CUuuid_st;
import doppel.bindings.gen.cuda.cuda_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.function.ToIntFunction;

/**
 * One method per C function we use, for devices, contexts and memory: same order of arguments, no status, no
 * ownership. Whoever receives a handle must destroy it.
 */
final class CudaCalls {
    private CudaCalls() {}

    static void init() {
        check(cuda_h.cuInit(0), "cuInit");
    }

    static int driverVersion() {
        return readInt("cuDriverGetVersion", cuda_h::cuDriverGetVersion);
    }

    static int deviceCount() {
        return readInt("cuDeviceGetCount", cuda_h::cuDeviceGetCount);
    }

    static int device(int ordinal) {
        return readInt("cuDeviceGet " + ordinal, out -> cuda_h.cuDeviceGet(out, ordinal));
    }

    static String deviceName(int device) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment name = call.allocate(256);
            check(cuda_h.cuDeviceGetName(name, (int) name.byteSize(), device), "cuDeviceGetName");
            return name.getString(0);
        }
    }

    static int deviceAttribute(int attribute, int device) {
        return readInt("cuDeviceGetAttribute " + attribute, out -> cuda_h.cuDeviceGetAttribute(out, attribute, device));
    }

    static long deviceMemory(int device) {
        return readLong("cuDeviceTotalMem_v2", out -> cuda_h.cuDeviceTotalMem_v2(out, device));
    }

    static UUID deviceUuid(int device) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = CUuuid_st.allocate(call);
            check(cuda_h.cuDeviceGetUuid_v2(out, device), "cuDeviceGetUuid_v2");
            var bytes = JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN).withByteAlignment(1);
            return new UUID(out.get(bytes, 0), out.get(bytes, 8));
        }
    }

    static void setPrimaryContextFlags(int device, int flags) {
        check(cuda_h.cuDevicePrimaryCtxSetFlags_v2(device, flags), "cuDevicePrimaryCtxSetFlags_v2");
    }

    static MemorySegment retainPrimaryContext(int device) {
        return created("cuDevicePrimaryCtxRetain", out -> cuda_h.cuDevicePrimaryCtxRetain(out, device));
    }

    static void releasePrimaryContext(int device) {
        check(cuda_h.cuDevicePrimaryCtxRelease_v2(device), "cuDevicePrimaryCtxRelease_v2");
    }

    static void setCurrentContext(MemorySegment context) {
        check(cuda_h.cuCtxSetCurrent(context), "cuCtxSetCurrent");
    }

    static void synchronizeContext() {
        check(cuda_h.cuCtxSynchronize(), "cuCtxSynchronize");
    }

    /** The number of the most urgent streams; lower is more urgent. */
    static int greatestStreamPriority() {
        return readInt(
                "cuCtxGetStreamPriorityRange", out -> cuda_h.cuCtxGetStreamPriorityRange(MemorySegment.NULL, out));
    }

    /** Free bytes and all bytes of the current context's card. */
    static long[] memoryInfo() {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment free = call.allocate(JAVA_LONG);
            MemorySegment total = call.allocate(JAVA_LONG);
            check(cuda_h.cuMemGetInfo_v2(free, total), "cuMemGetInfo_v2");
            return new long[] {free.get(JAVA_LONG, 0), total.get(JAVA_LONG, 0)};
        }
    }

    static long allocate(long bytes) {
        return readLong("cuMemAlloc_v2 of " + bytes + " bytes", out -> cuda_h.cuMemAlloc_v2(out, bytes));
    }

    static void free(long address) {
        check(cuda_h.cuMemFree_v2(address), "cuMemFree_v2");
    }

    static MemorySegment allocateHost(long bytes, int flags) {
        return created("cuMemHostAlloc of " + bytes + " bytes", out -> cuda_h.cuMemHostAlloc(out, bytes, flags));
    }

    static void freeHost(MemorySegment memory) {
        check(cuda_h.cuMemFreeHost(memory), "cuMemFreeHost");
    }

    /** Calls a create function and answers the handle it wrote. */
    static MemorySegment created(String function, ToIntFunction<MemorySegment> create) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(ADDRESS);
            check(create.applyAsInt(out), function);
            return out.get(ADDRESS, 0);
        }
    }

    static int readInt(String function, ToIntFunction<MemorySegment> read) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(JAVA_INT);
            check(read.applyAsInt(out), function);
            return out.get(JAVA_INT, 0);
        }
    }

    static long readLong(String function, ToIntFunction<MemorySegment> read) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(JAVA_LONG);
            check(read.applyAsInt(out), function);
            return out.get(JAVA_LONG, 0);
        }
    }

    static void check(int code, String what) {
        if (code != cuda_h.CUDA_SUCCESS()) throw failure(code, what);
    }

    private static CudaException failure(int code, String what) {
        return new CudaException(
                what,
                code,
                text("unnamed", out -> cuda_h.cuGetErrorName(code, out)),
                text("unknown error", out -> cuda_h.cuGetErrorString(code, out)));
    }

    @SuppressWarnings("restricted") // reinterpret: a C string in static memory of the library
    private static String text(String otherwise, ToIntFunction<MemorySegment> ask) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(ADDRESS);
            if (ask.applyAsInt(out) != cuda_h.CUDA_SUCCESS()) return otherwise;
            MemorySegment text = out.get(ADDRESS, 0);
            return text.address() == 0
                    ? otherwise
                    : text.reinterpret(Long.MAX_VALUE).getString(0);
        }
    }
}
