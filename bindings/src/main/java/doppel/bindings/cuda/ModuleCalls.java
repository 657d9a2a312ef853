package doppel.bindings.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import doppel.bindings.gen.cuda.cuda_h;
import doppel.bindings.libraries.NativeLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One method per C function we use for modules, functions and launches, as in {@link CudaCalls}. */
final class ModuleCalls {
    private static final int LOG_BYTES = 16 << 10;

    private ModuleCalls() {}

    /** @throws CudaException with the log of the driver's compiler, if it wrote one */
    static MemorySegment load(MemorySegment image, String name) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment out = call.allocate(ADDRESS);
            MemorySegment log = call.allocate(LOG_BYTES);
            MemorySegment options = call.allocateFrom(
                    JAVA_INT, cuda_h.CU_JIT_ERROR_LOG_BUFFER(), cuda_h.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES());
            MemorySegment values = call.allocate(ADDRESS, 2); // a pointer, and a number in the place of one
            values.setAtIndex(ADDRESS, 0, log);
            values.set(JAVA_LONG, ADDRESS.byteSize(), LOG_BYTES);
            int code = cuda_h.cuModuleLoadDataEx(out, image, 2, options, values);
            try {
                CudaCalls.check(code, "cuModuleLoadDataEx " + name);
            } catch (CudaException e) {
                String text = log.getString(0).strip();
                throw text.isEmpty() ? e : e.with("its compiler said: " + text);
            }
            return out.get(ADDRESS, 0);
        }
    }

    static void unload(MemorySegment module) {
        CudaCalls.check(cuda_h.cuModuleUnload(module), "cuModuleUnload");
    }

    static MemorySegment function(MemorySegment module, String name) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment text = call.allocateFrom(name);
            return CudaCalls.created(
                    "cuModuleGetFunction " + name, out -> cuda_h.cuModuleGetFunction(out, module, text));
        }
    }

    static DeviceSpan global(MemorySegment module, String name) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment address = call.allocate(JAVA_LONG);
            MemorySegment bytes = call.allocate(JAVA_LONG);
            CudaCalls.check(
                    cuda_h.cuModuleGetGlobal_v2(address, bytes, module, call.allocateFrom(name)),
                    "cuModuleGetGlobal_v2 " + name);
            return new DeviceSpan(address.get(JAVA_LONG, 0), bytes.get(JAVA_LONG, 0));
        }
    }

    static int attribute(int attribute, MemorySegment function) {
        return CudaCalls.readInt("cuFuncGetAttribute", out -> cuda_h.cuFuncGetAttribute(out, attribute, function));
    }

    static void setAttribute(MemorySegment function, int attribute, int value) {
        CudaCalls.check(
                cuda_h.cuFuncSetAttribute(function, attribute, value),
                "cuFuncSetAttribute %d = %d".formatted(attribute, value));
    }

    /** Drivers older than 12.4 lack it and load a function at its first launch. */
    static void loadFunction(MemorySegment function) {
        if (NativeLibrary.CUDA.symbols().find("cuFuncLoad").isEmpty()) return;
        CudaCalls.check(cuda_h.cuFuncLoad(function), "cuFuncLoad");
    }

    static int blocksPerMultiprocessor(MemorySegment function, int threads, long sharedBytes) {
        return CudaCalls.readInt(
                "cuOccupancyMaxActiveBlocksPerMultiprocessor",
                out -> cuda_h.cuOccupancyMaxActiveBlocksPerMultiprocessor(out, function, threads, sharedBytes));
    }

    static void launch(
            MemorySegment function, LaunchSize size, MemorySegment stream, MemorySegment extra, String name) {
        int code = cuda_h.cuLaunchKernel(
                function,
                size.gridX(),
                size.gridY(),
                size.gridZ(),
                size.blockX(),
                size.blockY(),
                size.blockZ(),
                size.sharedBytes(),
                stream,
                MemorySegment.NULL,
                extra);
        if (code != cuda_h.CUDA_SUCCESS()) CudaCalls.check(code, "cuLaunchKernel " + name + " " + size);
    }
}
