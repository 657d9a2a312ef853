package doppel.kernels.cuda;

import doppel.bindings.cudnn.CudnnHandle;
import doppel.bindings.cudnn.CudnnType;
import doppel.bindings.cudnn.VariantPack;
import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.ConvKernels;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Precision;
import doppel.kernels.Shape;
import doppel.kernels.checks.ConvChecks;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions by cuDNN's plans, one operation each; bias, residual and activation by {@code blocks_act.cu}. What has no
 * plan goes to {@link ColumnsConv}, in the type in which it is stored. With {@link Precision#BF16} factors that are
 * stored in f32 are rounded to bf16 before, and so is the sum once: cuDNN has no plans with bf16 factors and an f32
 * result on most cards.
 */
final class CudaConv implements ConvKernels {
    private static final int ALIGNMENT = 16;

    private final CudaSession session;
    private final Memory memory;
    private final Precision precision;
    private final DiskCache cache;
    private final String card;
    private final LaunchedElementwise elementwise;
    private final LaunchedBlocks blocks;
    private final LaunchedReduce reduce;
    private final ConvKernels otherwise;
    private @Nullable Library library;

    /** Opened when it is needed. */
    private record Library(CudnnHandle handle, ConvPlans plans) {}

    /**
     * @param card what tells the card and its driver from others, for plans on disk
     * @param otherwise for what has no plan
     */
    CudaConv(
            CudaSession session,
            Launcher launcher,
            Memory memory,
            Precision precision,
            DiskCache cache,
            String card,
            ConvKernels otherwise) {
        this.session = session;
        this.memory = memory;
        this.precision = precision;
        this.cache = cache;
        this.card = card;
        this.otherwise = otherwise;
        elementwise = new LaunchedElementwise(launcher);
        blocks = new LaunchedBlocks(launcher, memory);
        reduce = new LaunchedReduce(launcher, memory);
    }

    @Override
    public void forward(
            Buffer x,
            Buffer w,
            @Nullable Buffer bias,
            @Nullable Buffer residual,
            Conv2dOptions options,
            Activation activation,
            Buffer y) {
        ConvChecks.forward(x, w, bias, residual, options, y);
        Optional<ConvPlans.Planned> planned = plan(ConvSite.Pass.FORWARD, x, w, y, options);
        if (planned.isEmpty()) {
            otherwise.forward(x, w, bias, residual, options, activation, y);
            return;
        }
        boolean aside = y.sharesMemoryWith(residual);
        Buffer z = aside ? memory.allocate(y.shape(), y.dtype()) : y;
        run(planned.get(), x, w, z, z);
        if (bias != null || residual != null || activation.kind() != Activation.Kind.NONE) {
            Buffer full = bias == null || bias.dtype() == DType.F32 ? bias : to(DType.F32, bias);
            blocks.forward(z, full, residual, activation, y, LaunchedBlocks.Place.all(y));
            if (full != null && full != bias) memory.release(full);
        }
        if (aside) memory.release(z);
    }

    @Override
    public void backwardData(Buffer dy, Buffer w, Conv2dOptions options, Buffer dx) {
        ConvChecks.backwardData(dy, w, options, dx);
        plan(ConvSite.Pass.BACKWARD_DATA, dx, w, dy, options)
                .ifPresentOrElse(
                        planned -> run(planned, dx, w, dy, dx), () -> otherwise.backwardData(dy, w, options, dx));
    }

    @Override
    public void backwardWeights(Buffer x, Buffer dy, Conv2dOptions options, Buffer dw, @Nullable Buffer dbias) {
        ConvChecks.backwardWeights(x, dy, options, dw, dbias);
        Optional<ConvPlans.Planned> planned = plan(ConvSite.Pass.BACKWARD_WEIGHTS, x, dw, dy, options);
        if (planned.isEmpty()) {
            otherwise.backwardWeights(x, dy, options, dw, dbias);
            return;
        }
        run(planned.get(), x, dw, dy, dw);
        if (dbias != null) reduce.sum(dy, 1, dbias);
    }

    private Optional<ConvPlans.Planned> plan(ConvSite.Pass pass, Buffer x, Buffer w, Buffer y, Conv2dOptions options) {
        DType factors = factors(x.dtype());
        boolean aligned = isAligned(x) && isAligned(w) && isAligned(y);
        if (!aligned || factors == DType.F64) return Optional.empty();
        CudnnType type = factors == DType.BF16 ? CudnnType.BF16 : CudnnType.F32;
        return library().plans.find(new ConvSite(pass, type, x.shape(), w.shape(), y.shape(), options));
    }

    private DType factors(DType stored) {
        return stored == DType.F32 && precision == Precision.BF16 ? DType.BF16 : stored;
    }

    private static boolean isAligned(Buffer buffer) {
        return buffer.segment().address() % ALIGNMENT == 0;
    }

    private Library library() {
        Library known = library;
        if (known != null) return known;
        var handle = new CudnnHandle(session.owner(), session.stream());
        var opened = new Library(handle, new ConvPlans(session.owner(), handle, card, cache));
        library = opened;
        return opened;
    }

    /** @param target whichever of the three is written */
    private void run(ConvPlans.Planned planned, Buffer x, Buffer w, Buffer y, Buffer target) {
        DType factors = factors(target.dtype());
        Buffer a = factor(factors, x, target);
        Buffer b = factor(factors, w, target);
        Buffer c = factor(factors, y, target);
        execute(planned, a, b, c);
        Buffer written = target == x ? a : target == w ? b : c;
        if (written != target) elementwise.cast(written, target);
        if (a != x) memory.release(a);
        if (b != w) memory.release(b);
        if (c != y) memory.release(c);
    }

    /** A buffer in the type that is multiplied in; of the target without its values. */
    private Buffer factor(DType type, Buffer buffer, Buffer target) {
        if (buffer.dtype() == type) return buffer;
        return buffer == target ? memory.allocate(buffer.shape(), type) : to(type, buffer);
    }

    private Buffer to(DType type, Buffer buffer) {
        Buffer rounded = memory.allocate(buffer.shape(), type);
        elementwise.cast(buffer, rounded);
        return rounded;
    }

    private void execute(ConvPlans.Planned planned, Buffer x, Buffer w, Buffer y) {
        int bytes = Math.toIntExact(planned.plan().workspaceBytes());
        Buffer workspace = bytes == 0 ? null : memory.allocate(new Shape(bytes), DType.U8);
        ConvSite.Graph graph = planned.graph();
        session.stream(); // bound to this thread
        try (Arena call = Arena.ofConfined()) {
            var pack = new VariantPack(
                    call,
                    graph.operations(),
                    Map.of(graph.x(), address(x), graph.w(), address(w), graph.y(), address(y)),
                    workspace == null ? 0 : address(workspace));
            planned.plan().execute(library().handle, pack);
        }
        if (workspace != null) memory.release(workspace);
    }

    private static long address(Buffer buffer) {
        return buffer.segment().address();
    }
}
