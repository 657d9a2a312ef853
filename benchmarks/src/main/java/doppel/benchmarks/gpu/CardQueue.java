package doppel.benchmarks.gpu;

import doppel.bindings.cuda.ArgumentBlock;
import doppel.bindings.cuda.CudaContext;
import doppel.bindings.cuda.CudaDevice;
import doppel.bindings.cuda.CudaFunction;
import doppel.bindings.cuda.CudaGraphExec;
import doppel.bindings.cuda.CudaModule;
import doppel.bindings.cuda.CudaStream;
import doppel.bindings.cuda.LaunchSize;
import doppel.bindings.nvrtc.Nvrtc;
import doppel.bindings.nvrtc.NvrtcTarget;
import doppel.kernels.Device;
import java.lang.foreign.Arena;
import java.util.List;

/** A kernel that does nothing on a stream of its own: what launches alone cost, and what they cost in a graph. */
public final class CardQueue implements AutoCloseable {
    private static final String SOURCE = "extern \"C\" __global__ void nothing() {}\n";
    private static final LaunchSize SIZE = LaunchSize.of(1, 32);

    private final Arena owner = Arena.ofShared();
    private final CudaContext context;
    private final CudaStream stream;
    private final CudaFunction nothing;
    private final ArgumentBlock arguments;

    /** @throws doppel.bindings.lifetime.NativeException if there is no card, or no NVRTC */
    public CardQueue(Device.Cuda device) {
        try {
            CudaDevice card = CudaDevice.of(device.ordinal());
            context = new CudaContext(owner, card, CudaContext.Waiting.ASLEEP);
            stream = new CudaStream(owner, context, "launches", true);
            var target = NvrtcTarget.of(card.capability(), Nvrtc.load().architectures());
            byte[] image =
                    Nvrtc.compile("nothing.cu", SOURCE, target, List.of()).image();
            nothing = new CudaModule(owner, context, image, "nothing.cu").function("nothing");
            nothing.load();
            arguments = new ArgumentBlock(owner, 16);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /** Queues the kernel so often. */
    public void launch(int times) {
        for (int i = 0; i < times; i++) arguments.launch(stream, nothing, SIZE, 0);
    }

    /** So many launches as one graph. */
    public CudaGraphExec graph(int launches) {
        stream.beginCapture();
        launch(launches);
        CudaGraphExec graph = stream.endCapture(owner).instantiate(owner);
        graph.upload(stream);
        return graph;
    }

    /** Queues a graph so often. */
    public void launch(CudaGraphExec graph, int times) {
        for (int i = 0; i < times; i++) graph.launch(stream);
    }

    /** Waits for all that was queued. */
    public void synchronize() {
        stream.synchronize();
    }

    /** What of the card's memory is left. */
    public CudaContext.Memory memory() {
        context.bindIfNeeded();
        return context.memory();
    }

    @Override
    public void close() {
        context.bindIfNeeded();
        stream.synchronize();
        owner.close();
    }
}
