package doppel.bindings.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Compiled kernels on a card. */
public final class CudaModule {
    private final MemorySegment handle;
    private final String name;

    /**
     * @param image a cubin, or PTX, which the driver compiles
     * @param name for messages
     * @throws CudaException with the log of the driver's compiler, if it wrote one
     */
    public CudaModule(Arena owner, CudaContext context, byte[] image, String name) {
        this.name = name;
        MemorySegment raw;
        try (Arena call = Arena.ofConfined()) {
            MemorySegment copy = call.allocate(image.length + 1L, 8); // PTX ends with a zero
            MemorySegment.copy(image, 0, copy, JAVA_BYTE, 0, image.length);
            raw = ModuleCalls.load(copy, name);
        }
        handle = context.own(owner, raw, "cuda module", name, ModuleCalls::unload);
    }

    /**
     * A kernel, declared {@code extern "C"}; lives as long as the module.
     *
     * @throws CudaException if there is none of this name
     */
    public CudaFunction function(String name) {
        return new CudaFunction(ModuleCalls.function(handle, name), name);
    }

    /** Memory of a variable that the module declares; lives as long as the module. */
    public DeviceSpan global(String name) {
        return ModuleCalls.global(handle, name);
    }

    @Override
    public String toString() {
        return "module " + name;
    }
}
