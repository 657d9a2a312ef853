package doppel.kernels.cuda;

import doppel.kernels.ConvKernels;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.ElementwiseKernels;
import doppel.kernels.EpilogueKernels;
import doppel.kernels.GeometryKernels;
import doppel.kernels.Kernels;
import doppel.kernels.LayoutKernels;
import doppel.kernels.LossKernels;
import doppel.kernels.MatmulKernels;
import doppel.kernels.Memory;
import doppel.kernels.NormKernels;
import doppel.kernels.OptimizerKernels;
import doppel.kernels.RandomKernels;
import doppel.kernels.ReduceKernels;
import doppel.kernels.ResampleKernels;
import org.jspecify.annotations.Nullable;

/** Our CUDA kernels as a back-end on guarded host memory. */
public final class EmulatedKernels implements Kernels {
    private final Emulation emulation = Emulation.open();
    private final GuardedMemory memory = new GuardedMemory();
    private final boolean backwards;
    private final Convolution convolution;
    private final DType storage;

    /** Who convolves. */
    public enum Convolution {
        /** The definition. */
        DIRECT,
        /** Products of columns. */
        COLUMNS,
        /** The way of the card, with the definition in cuDNN's place. */
        PLANS,
        /** The same with bias, residual and activation by cuDNN's stand-in too. */
        FUSED
    }

    /** @param backwards whether blocks run in the opposite order, which must not matter */
    public EmulatedKernels(boolean backwards) {
        this(backwards, Convolution.DIRECT, DType.F32);
    }

    /** @param storage of what lies between layers */
    public EmulatedKernels(boolean backwards, Convolution convolution, DType storage) {
        this.backwards = backwards;
        this.convolution = convolution;
        this.storage = storage;
    }

    Launcher launcher() {
        return new Launcher() {
            @Override
            public void launch(LaunchDescriptor kernel, LaunchGeometry geometry, @Nullable Object... arguments) {
                emulation.launch(kernel, geometry, backwards, arguments);
            }

            @Override
            public int multiprocessors() {
                return 3;
            }
        };
    }

    @Override
    public Device device() {
        return new Device.Cuda(0);
    }

    @Override
    public String describe() {
        return "cuda kernels emulated on the host";
    }

    @Override
    public DType storage() {
        return storage;
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public ConvKernels conv() {
        ConvKernels direct = new LaunchedConv(launcher(), reduce());
        ConvKernels widened = new WidenedConv(launcher(), memory, direct);
        return switch (convolution) {
            case DIRECT -> widened;
            case COLUMNS -> new WidenedConv(launcher(), memory, new ColumnsConv(launcher(), memory));
            case PLANS, FUSED -> {
                var engine = new EmulatedEngine(direct, new LaunchedBlocks(launcher(), memory));
                boolean fuses = convolution == Convolution.FUSED;
                yield new CudaConv(launcher(), memory, engine, fuses, null, matmul(), widened);
            }
        };
    }

    @Override
    public EpilogueKernels epilogue() {
        return new LaunchedBlocks(launcher(), memory);
    }

    @Override
    public MatmulKernels matmul() {
        return new WidenedMatmul(launcher(), memory, new LaunchedMatmul(launcher()));
    }

    @Override
    public ElementwiseKernels elementwise() {
        return new LaunchedElementwise(launcher());
    }

    @Override
    public ReduceKernels reduce() {
        return new LaunchedReduce(launcher(), memory);
    }

    @Override
    public NormKernels norm() {
        return new LaunchedNorm(launcher(), memory);
    }

    @Override
    public ResampleKernels resample() {
        return new LaunchedResample(launcher());
    }

    @Override
    public GeometryKernels geometry() {
        return new LaunchedGeometry(launcher(), memory);
    }

    @Override
    public LayoutKernels layout() {
        return new LaunchedLayout(launcher(), memory);
    }

    @Override
    public RandomKernels random() {
        return new LaunchedRandom(launcher());
    }

    @Override
    public LossKernels losses() {
        return new LaunchedLosses(launcher(), memory);
    }

    @Override
    public OptimizerKernels optimizers() {
        return new LaunchedOptimizers(launcher(), memory, null);
    }

    @Override
    public void synchronize() {} // launches are synchronous

    @Override
    public void close() {
        memory.close();
    }
}
