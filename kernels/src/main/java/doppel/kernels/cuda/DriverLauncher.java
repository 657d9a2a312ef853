package doppel.kernels.cuda;

import doppel.bindings.cuda.ArgumentBlock;
import doppel.bindings.cuda.CudaFunction;
import doppel.bindings.cuda.CudaModule;
import doppel.bindings.cuda.LaunchSize;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs our kernels on a card's stream. A source is compiled and loaded when the first of its kernels is launched. */
final class DriverLauncher implements Launcher {
    /** What a block gets unasked. */
    private static final int FREE_SHARED_BYTES = 48 << 10;

    private final CudaSession session;
    private final Function<KernelSource, byte[]> compiler;
    private final ArgumentBlock arguments;
    private final Map<KernelSource, CudaModule> modules = new HashMap<>();
    private final Map<String, Entry> entries = new HashMap<>();

    /** A kernel, and how much shared memory it may be launched with. */
    private static final class Entry {
        final CudaFunction function;
        int sharedBytes = FREE_SHARED_BYTES;

        Entry(CudaFunction function) {
            this.function = function;
        }
    }

    /** @param compiler the image of a source, which the driver loads */
    DriverLauncher(CudaSession session, Function<KernelSource, byte[]> compiler) {
        this.session = session;
        this.compiler = compiler;
        arguments = new ArgumentBlock(session.owner(), LaunchDescriptor.MOST_ARGUMENT_BYTES);
    }

    @Override
    public void launch(LaunchDescriptor kernel, LaunchGeometry geometry, @Nullable Object... arguments) {
        Entry entry = entry(kernel);
        if (geometry.sharedBytes() > entry.sharedBytes) {
            entry.function.allowSharedBytes(geometry.sharedBytes());
            entry.sharedBytes = geometry.sharedBytes();
        }
        PackedArguments.write(kernel, this.arguments.segment(), arguments);
        this.arguments.launch(session.stream(), entry.function, size(geometry), kernel.argumentBytes());
    }

    /** Compiles and loads everything now: a capture allows neither. */
    void loadAll() {
        LaunchDescriptors.all().forEach(this::entry);
    }

    private Entry entry(LaunchDescriptor kernel) {
        Entry known = entries.get(kernel.kernel());
        if (known != null) return known;
        CudaModule module = modules.get(kernel.source());
        if (module == null) {
            byte[] image = compiler.apply(kernel.source());
            module = new CudaModule(
                    session.owner(), session.context(), image, kernel.source().file());
            modules.put(kernel.source(), module);
        }
        session.context();
        CudaFunction function = module.function(kernel.kernel());
        function.load();
        Entry entry = new Entry(function);
        entries.put(kernel.kernel(), entry);
        return entry;
    }

    private static LaunchSize size(LaunchGeometry g) {
        return new LaunchSize(g.gridX(), g.gridY(), g.gridZ(), g.blockX(), g.blockY(), g.blockZ(), g.sharedBytes());
    }

    @Override
    public int multiprocessors() {
        return session.card().multiprocessors();
    }
}
