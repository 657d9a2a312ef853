package doppel.bindings.cuda;

import doppel.bindings.gen.cuda.cuda_h;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A card, as the driver describes it.
 *
 * @param ordinal its number, from 0, among those visible to this process
 * @param handle the driver's number
 * @param name such as {@code NVIDIA H200}
 * @param uuid which card it is, whatever its number
 * @param capability 10 * major + minor of its instruction set, such as 90
 * @param multiprocessors how many blocks run at once is a multiple of it
 * @param memoryBytes all of its memory
 * @param sharedBytes of memory shared by a block, if the kernel asks for more than 48 KiB
 * @param cacheBytes of its second-level cache
 */
public record CudaDevice(
        int ordinal,
        int handle,
        String name,
        UUID uuid,
        int capability,
        int multiprocessors,
        long memoryBytes,
        int sharedBytes,
        int cacheBytes) {
    /**
     * The card of a number.
     *
     * @throws IllegalArgumentException if there are not so many
     * @throws doppel.bindings.lifetime.NativeException if there is no driver
     */
    public static CudaDevice of(int ordinal) {
        int devices = Driver.load().devices();
        if (ordinal < 0 || ordinal >= devices) {
            throw new IllegalArgumentException(
                    "cuda:%d: there are %d cards, numbered from 0".formatted(ordinal, devices));
        }
        int handle = CudaCalls.device(ordinal);
        int major = CudaCalls.deviceAttribute(cuda_h.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR(), handle);
        int minor = CudaCalls.deviceAttribute(cuda_h.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR(), handle);
        return new CudaDevice(
                ordinal,
                handle,
                CudaCalls.deviceName(handle),
                CudaCalls.deviceUuid(handle),
                10 * major + minor,
                CudaCalls.deviceAttribute(cuda_h.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT(), handle),
                CudaCalls.deviceMemory(handle),
                CudaCalls.deviceAttribute(cuda_h.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN(), handle),
                CudaCalls.deviceAttribute(cuda_h.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE(), handle));
    }

    /** All cards that the driver shows, in its order. */
    public static List<CudaDevice> all() {
        int devices = Driver.load().devices();
        List<CudaDevice> all = new ArrayList<>();
        for (int i = 0; i < devices; i++) all.add(of(i));
        return List.copyOf(all);
    }

    @Override
    public String toString() {
        return "cuda:%d %s, sm_%d, %d multiprocessors, %d MiB"
                .formatted(ordinal, name, capability, multiprocessors, memoryBytes >> 20);
    }
}
