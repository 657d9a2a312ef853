package doppel.kernels.cuda;

import doppel.bindings.nvrtc.Nvrtc;
import doppel.bindings.nvrtc.NvrtcTarget;
import java.util.ArrayList;
import java.util.List;

/** Compiles our sources for one card by NVRTC, once per source, compiler and kind of card: images are kept on disk. */
public final class KernelCompiler {
    private static final List<String> OPTIONS = List.of();

    private final Nvrtc.Report compiler;
    private final NvrtcTarget target;
    private final DiskCache cache;

    /**
     * @param capability of the card, such as 90
     * @throws doppel.bindings.lifetime.NativeException if NVRTC cannot be loaded
     * @throws IllegalArgumentException if the card is older than all that NVRTC compiles for
     */
    public KernelCompiler(int capability, DiskCache cache) {
        compiler = Nvrtc.load();
        target = NvrtcTarget.of(capability, compiler.architectures());
        this.cache = cache;
    }

    /**
     * Machine code, or PTX for a card newer than the compiler.
     *
     * @throws doppel.bindings.nvrtc.NvrtcException with the compiler's log
     */
    public byte[] image(KernelSource source) {
        String kind = target.machineCode() ? "cubin" : "ptx";
        List<String> key = new ArrayList<>(List.of("kernels", target.toString()));
        key.add("nvrtc %d.%d".formatted(compiler.major(), compiler.minor()));
        key.addAll(OPTIONS);
        key.add(source.text());
        return cache.get(kind, key).orElseGet(() -> {
            byte[] image =
                    Nvrtc.compile(source.file(), source.text(), target, OPTIONS).image();
            cache.put(kind, key, image);
            return image;
        });
    }
}
