package doppel.kernels.cuda;

import doppel.bindings.cublas.CublasLt;
import doppel.bindings.cuda.CudaDevice;
import doppel.bindings.cuda.Driver;
import doppel.bindings.cudnn.Cudnn;
import doppel.bindings.libraries.CacheFolder;
import doppel.bindings.lifetime.NativeException;
import doppel.bindings.nvrtc.Nvrtc;
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
import doppel.kernels.Precision;
import doppel.kernels.Program;
import doppel.kernels.RandomKernels;
import doppel.kernels.ReduceKernels;
import doppel.kernels.ResampleKernels;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The families of an NVIDIA card. Work is queued on one stream and done later; downloads and {@link #synchronize} wait
 * for it.
 */
public final class CudaKernels implements Kernels {
    /**
     * Who convolves, to find a fault: {@code plan} (cuDNN, if nothing is set), {@code fused} (what follows in its
     * kernels too), {@code columns} or {@code direct}.
     */
    static final String CONV_PROPERTY = "doppel.cuda.conv";

    /** With tensor cores for bf16 and tf32. */
    private static final int OLDEST_NARROW = 80;

    private final CudaSession session;
    private final String description;
    private final Precision precision;
    private final DriverLauncher launcher;
    private final CudaMemory memory;
    private final @Nullable WeightCopies copies;
    private final ConvKernels conv;
    private final EpilogueKernels epilogue;
    private final MatmulKernels matmul;
    private final ElementwiseKernels elementwise;
    private final ReduceKernels reduce;
    private final NormKernels norm;
    private final ResampleKernels resample;
    private final GeometryKernels geometry;
    private final LayoutKernels layout;
    private final RandomKernels random;
    private final LossKernels losses;
    private final OptimizerKernels optimizers;

    /**
     * @param session is closed with this, or at once if this fails
     * @param description for people
     * @param card what tells the card and its driver from others, for plans on disk
     * @param compiler the image of a source
     */
    CudaKernels(
            CudaSession session,
            String description,
            Precision precision,
            DiskCache cache,
            String card,
            Function<KernelSource, byte[]> compiler) {
        this.session = session;
        this.description = description;
        this.precision = precision;
        try {
            launcher = new DriverLauncher(session, compiler);
            memory = new CudaMemory(session, launcher);
            copies = precision == Precision.BF16 ? new WeightCopies(launcher, memory) : null;
            if (copies != null) memory.watch(copies);
            matmul = new CudaMatmul(
                    session,
                    launcher,
                    memory,
                    precision == Precision.TF32,
                    copies,
                    new WidenedMatmul(launcher, memory, new LaunchedMatmul(launcher)));
            conv = conv(cache, card);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
        elementwise = new LaunchedElementwise(launcher);
        reduce = new LaunchedReduce(launcher, memory);
        epilogue = new LaunchedBlocks(launcher, memory);
        norm = new LaunchedNorm(launcher, memory);
        resample = new LaunchedResample(launcher);
        geometry = new LaunchedGeometry(launcher, memory);
        layout = new LaunchedLayout(launcher, memory);
        random = new LaunchedRandom(launcher);
        losses = new LaunchedLosses(launcher, memory);
        optimizers = new LaunchedOptimizers(launcher, memory, copies);
    }

    private ConvKernels conv(DiskCache cache, String card) {
        String choice = System.getProperty(CONV_PROPERTY, "plan");
        var columns = new WidenedConv(launcher, memory, new ColumnsConv(launcher, memory));
        return switch (choice) {
            case "plan", "fused" -> {
                boolean tf32 = precision == Precision.TF32;
                var engine = new CudnnEngine(session, launcher, memory, tf32, cache, card);
                yield new CudaConv(launcher, memory, engine, choice.equals("fused"), copies, matmul, columns);
            }
            case "columns" -> columns;
            case "direct" ->
                new WidenedConv(launcher, memory, new LaunchedConv(launcher, new LaunchedReduce(launcher, memory)));
            default ->
                throw new NativeException("system property %s: wanted plan, fused, columns or direct, got %s"
                        .formatted(CONV_PROPERTY, choice));
        };
    }

    /**
     * Loads what is needed and opens the back-end.
     *
     * @throws NativeException if something that the card needs is missing, with the remedy where one is known, or the
     *     card has no instructions for the precision
     */
    public static CudaKernels open(Device.Cuda device, Precision precision) {
        CudaRequirements.firstProblem(device).ifPresent(problem -> {
            throw CudaRequirements.refusal(device, problem);
        });
        CudaDevice card = CudaDevice.of(device.ordinal());
        if (precision != Precision.FP32 && card.capability() < OLDEST_NARROW) {
            throw new NativeException("precision: %s has no instructions for %s; use fp32".formatted(card, precision));
        }
        Nvrtc.Report nvrtc = Nvrtc.load();
        String description = "%s, cuDNN %s, cuBLASLt %s, NVRTC %d.%d, %s"
                .formatted(
                        card,
                        Cudnn.load().versionText(),
                        CublasLt.load().versionText(),
                        nvrtc.major(),
                        nvrtc.minor(),
                        precision);
        String identity = "%s sm_%d, %d multiprocessors, driver %d"
                .formatted(
                        card.name(),
                        card.capability(),
                        card.multiprocessors(),
                        Driver.load().version());
        var cache = new DiskCache(CacheFolder.root().resolve("cuda"));
        var compiler = new KernelCompiler(card.capability(), cache);
        var images = new KernelImages(compiler::image);
        return new CudaKernels(new CudaSession(card), description, precision, cache, identity, images);
    }

    /** Whether a card has instructions for a precision. */
    public static boolean supports(Device.Cuda device, Precision precision) {
        return precision == Precision.FP32 || CudaDevice.of(device.ordinal()).capability() >= OLDEST_NARROW;
    }

    @Override
    public Device device() {
        return new Device.Cuda(session.card().ordinal());
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public DType storage() {
        return precision == Precision.BF16 ? DType.BF16 : DType.F32;
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public ConvKernels conv() {
        return conv;
    }

    @Override
    public EpilogueKernels epilogue() {
        return epilogue;
    }

    @Override
    public MatmulKernels matmul() {
        return matmul;
    }

    @Override
    public ElementwiseKernels elementwise() {
        return elementwise;
    }

    @Override
    public ReduceKernels reduce() {
        return reduce;
    }

    @Override
    public NormKernels norm() {
        return norm;
    }

    @Override
    public ResampleKernels resample() {
        return resample;
    }

    @Override
    public GeometryKernels geometry() {
        return geometry;
    }

    @Override
    public LayoutKernels layout() {
        return layout;
    }

    @Override
    public RandomKernels random() {
        return random;
    }

    @Override
    public LossKernels losses() {
        return losses;
    }

    @Override
    public OptimizerKernels optimizers() {
        return optimizers;
    }

    @Override
    public Program program(String name, Runnable work) {
        return new CudaProgram(session, memory, name, work);
    }

    @Override
    public void synchronize() {
        session.refuseInCapture("waits");
        session.stream().synchronize();
    }

    /** Waits for all work and gives everything back; closing again does nothing. */
    @Override
    public void close() {
        if (!session.owner().scope().isAlive()) return;
        try {
            synchronize();
        } finally {
            try {
                memory.close();
            } finally {
                session.close();
            }
        }
    }
}
