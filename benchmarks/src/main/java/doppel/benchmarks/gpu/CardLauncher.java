package doppel.benchmarks.gpu;

import doppel.bindings.cuda.ArgumentBlock;
import doppel.bindings.cuda.CudaContext;
import doppel.bindings.cuda.CudaDevice;
import doppel.bindings.cuda.CudaFunction;
import doppel.bindings.cuda.CudaModule;
import doppel.bindings.cuda.CudaStream;
import doppel.bindings.cuda.LaunchSize;
import doppel.bindings.libraries.CacheFolder;
import doppel.kernels.Device;
import doppel.kernels.cuda.DiskCache;
import doppel.kernels.cuda.KernelCompiler;
import doppel.kernels.cuda.KernelSource;
import doppel.kernels.cuda.LaunchDescriptor;
import doppel.kernels.cuda.LaunchGeometry;
import doppel.kernels.cuda.Launcher;
import doppel.kernels.cuda.PackedArguments;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Launches single kernels of ours on a card, on a stream of its own. */
public final class CardLauncher implements Launcher, AutoCloseable {
    private final Arena owner = Arena.ofShared();
    private final CudaContext context;
    private final CudaStream stream;
    private final KernelCompiler compiler;
    private final ArgumentBlock arguments;
    private final Map<KernelSource, CudaModule> modules = new HashMap<>();
    private final Map<String, CudaFunction> functions = new HashMap<>();

    /** @throws doppel.bindings.lifetime.NativeException if there is no card, or no NVRTC */
    public CardLauncher(Device.Cuda device) {
        try {
            CudaDevice card = CudaDevice.of(device.ordinal());
            context = new CudaContext(owner, card, CudaContext.Waiting.ASLEEP);
            stream = new CudaStream(owner, context, "kernels alone", true);
            compiler = new KernelCompiler(
                    card.capability(), new DiskCache(CacheFolder.root().resolve("cuda")));
            arguments = new ArgumentBlock(owner, LaunchDescriptor.MOST_ARGUMENT_BYTES);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    @Override
    public void launch(LaunchDescriptor kernel, LaunchGeometry g, @Nullable Object... arguments) {
        context.bindIfNeeded();
        CudaFunction function = functions.computeIfAbsent(kernel.kernel(), _ -> load(kernel));
        if (g.sharedBytes() > 48 << 10) function.allowSharedBytes(g.sharedBytes());
        PackedArguments.write(kernel, this.arguments.segment(), arguments);
        var size = new LaunchSize(g.gridX(), g.gridY(), g.gridZ(), g.blockX(), g.blockY(), g.blockZ(), g.sharedBytes());
        this.arguments.launch(stream, function, size, kernel.argumentBytes());
    }

    private CudaFunction load(LaunchDescriptor kernel) {
        KernelSource source = kernel.source();
        CudaFunction function = modules.computeIfAbsent(
                        source, s -> new CudaModule(owner, context, compiler.image(s), s.file()))
                .function(kernel.kernel());
        function.load();
        return function;
    }

    /** Waits for all that was launched. */
    public void synchronize() {
        context.bindIfNeeded();
        stream.synchronize();
    }

    @Override
    public int multiprocessors() {
        return context.device().multiprocessors();
    }

    @Override
    public void close() {
        synchronize();
        owner.close();
    }
}
