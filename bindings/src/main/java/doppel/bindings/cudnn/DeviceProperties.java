package doppel.bindings.cudnn;

import doppel.bindings.gen.cudnn.cudnn_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A card described in cuDNN's own terms, so that plans can be made for it where it is not. NVIDIA documents the
 * description as something taken from a real card; the fields are those of cuDNN 9.24.
 *
 * @param name such as {@code NVIDIA H200}
 * @param json what cuDNN reads
 */
public record DeviceProperties(String name, String json) implements CudnnTarget {
    /** Limits of an architecture. */
    private record Limits(int capability, int sharedOptin, int blocks, int threads) {}

    private static final Limits SM_80 = new Limits(800, 166_912, 32, 2048);
    private static final Limits SM_86 = new Limits(860, 101_376, 16, 1536);
    private static final Limits SM_89 = new Limits(890, 101_376, 24, 1536);
    private static final Limits SM_90 = new Limits(900, 232_448, 32, 2048);
    private static final Limits SM_120 = new Limits(1200, 101_376, 24, 1536);

    public static final DeviceProperties H200 = of("NVIDIA H200", SM_90, 132, 140_000, 62_914_560, 1_980, 3_201);
    public static final DeviceProperties A100 =
            of("NVIDIA A100-SXM4-80GB", SM_80, 108, 81_000, 41_943_040, 1_410, 1_593);
    public static final DeviceProperties RTX_3090 =
            of("NVIDIA GeForce RTX 3090", SM_86, 82, 24_000, 6_291_456, 1_695, 9_751);
    public static final DeviceProperties RTX_4090 =
            of("NVIDIA GeForce RTX 4090", SM_89, 128, 24_000, 75_497_472, 2_520, 10_501);
    public static final DeviceProperties RTX_5090 =
            of("NVIDIA GeForce RTX 5090", SM_120, 170, 32_000, 100_663_296, 2_407, 14_001);

    private static DeviceProperties of(
            String name, Limits limits, int multiprocessors, long mebibytes, int cache, int megahertz, int memory) {
        String json = """
                {"maxGridSize":[2147483647,65535,65535],"maxBlockSize":[1024,1024,64],"regsPerBlock":65536,\
                "multiProcessorCount":%d,"warpSize":32,"maxSharedMemoryPerBlock":49152,\
                "maxSharedMemoryPerBlockOptin":%d,"reservedSharedMemoryPerBlock":1024,"maxRegistersPerSM":65536,\
                "maxCtasPerSM":%d,"maxThreadsPerBlock":1024,"maxThreadsPerSM":%d,"pciDeviceId":0,"isTccDriver":0,\
                "supportCoopLaunch":1,"totalGlobalMem":%d,"smClockRateKHz":%d,"memClockRateKHz":%d,"l2CacheSize":%d,\
                "cudaDeviceId":0,"deviceVer":%d,"driverVer":13000,"smCountOrigin":0,"deviceName":"%s"}""".formatted(
                        multiprocessors,
                        limits.sharedOptin,
                        limits.blocks,
                        limits.threads,
                        mebibytes << 20,
                        1000 * megahertz,
                        1000 * memory,
                        cache,
                        limits.capability,
                        name);
        return new DeviceProperties(name, json);
    }

    /**
     * What cuDNN says of a card that is here, to describe it where it is not.
     *
     * @param ordinal of the card
     * @param name for messages
     */
    public static DeviceProperties ofCard(int ordinal, String name) {
        return new DeviceProperties(
                name,
                json(new DescSpec(name, cudnn_h.CUDNN_BACKEND_DEVICEPROP_DESCRIPTOR())
                        .choice(
                                "device",
                                cudnn_h.CUDNN_ATTR_DEVICEPROP_DEVICE_ID(),
                                cudnn_h.CUDNN_TYPE_INT32(),
                                ordinal)));
    }

    /** How cuDNN writes down what a descriptor describes. */
    static String json(DescSpec card) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment made = new DescriptorTree(call).make(card);
            return CudnnCalls.getText(
                    made, cudnn_h.CUDNN_ATTR_DEVICEPROP_JSON_REPRESENTATION(), "json of " + card.name());
        }
    }

    /** A fresh description in a tree of others. */
    DescSpec spec() {
        return new DescSpec(name, cudnn_h.CUDNN_BACKEND_DEVICEPROP_DESCRIPTOR())
                .text("json", cudnn_h.CUDNN_ATTR_DEVICEPROP_JSON_REPRESENTATION(), json);
    }

    @Override
    public String toString() {
        return name;
    }
}
