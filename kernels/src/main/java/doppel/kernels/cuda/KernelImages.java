package doppel.kernels.cuda;

import doppel.bindings.lifetime.NativeException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Images of all our sources, made ahead of need by as many threads as there are processors: a first use on a new card
 * takes some seconds of one of them, and nobody waits for what is not launched yet.
 */
final class KernelImages implements Function<KernelSource, byte[]> {
    private final Map<KernelSource, CompletableFuture<byte[]>> images = new HashMap<>();

    /** @param compiler is called by several threads at once */
    KernelImages(Function<KernelSource, byte[]> compiler) {
        ExecutorService threads = Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(),
                Thread.ofPlatform().daemon().name("kernel-compiler-", 0).factory());
        for (KernelSource source : LaunchDescriptors.sources()) {
            images.put(source, CompletableFuture.supplyAsync(() -> compiler.apply(source), threads));
        }
        threads.shutdown(); // when all is done
    }

    /**
     * Waits for an image.
     *
     * @throws NativeException with the compiler's log
     */
    @Override
    public byte[] apply(KernelSource source) {
        CompletableFuture<byte[]> image = images.get(source);
        if (image == null) throw new IllegalArgumentException("kernels: no source " + source);
        try {
            return image.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw new NativeException("%s: cannot be compiled: %s".formatted(source.file(), e.getCause()));
        }
    }
}
