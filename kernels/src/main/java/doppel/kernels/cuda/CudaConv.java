package doppel.kernels.cuda;

import doppel.bindings.cudnn.CudnnHandle;
import doppel.bindings.cudnn.CudnnType;
import doppel.bindings.cudnn.VariantPack;
import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.ConvKernels;
import doppel.kernels.DType;
import doppel.kernels.MatmulKernels;
import doppel.kernels.Memory;
import doppel.kernels.Padding;
import doppel.kernels.Shape;
import doppel.kernels.checks.ConvChecks;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions by cuDNN's plans, one operation each; bias, residual and activation by {@code blocks_act.cu}. Windows of one
 * pixel are products of matrices. What has no plan goes to {@link ColumnsConv}.
 *
 * <p>In mixed storage weights are rounded to bf16 before, and a result that is wanted in f32 (gradients of weights, heads)
 * is rounded to bf16 once: cuDNN has no plans with bf16 factors and an f32 result on most cards. Products have, and use it.
 */
final class CudaConv implements ConvKernels {
    private static final int ALIGNMENT = 16;

    private final CudaSession session;
    private final Memory memory;
    private final DiskCache cache;
    private final String card;
    private final LaunchedBlocks blocks;
    private final LaunchedReduce reduce;
    private final Widening widening;
    private final MatmulKernels matmul;
    private final ConvKernels otherwise;
    private @Nullable Library library;

    /** Opened when it is needed. */
    private record Library(CudnnHandle handle, ConvPlans plans) {}

    /**
     * @param card what tells the card and its driver from others, for plans on disk
     * @param matmul for windows of one pixel
     * @param otherwise for what has no plan
     */
    CudaConv(
            CudaSession session,
            Launcher launcher,
            Memory memory,
            DiskCache cache,
            String card,
            MatmulKernels matmul,
            ConvKernels otherwise) {
        this.session = session;
        this.memory = memory;
        this.cache = cache;
        this.card = card;
        this.matmul = matmul;
        this.otherwise = otherwise;
        blocks = new LaunchedBlocks(launcher, memory);
        reduce = new LaunchedReduce(launcher, memory);
        widening = new Widening(launcher, memory);
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
        boolean product = isProduct(w, options);
        if (product && residual == null && activation.kind() == Activation.Kind.NONE) {
            matmul.multiply(matrix(x), false, matrix(w), true, bias, matrix(y));
            return;
        }
        Optional<ConvPlans.Planned> planned =
                product ? Optional.empty() : plan(ConvSite.Pass.FORWARD, x, w, y, options);
        if (!product && planned.isEmpty()) {
            otherwise.forward(x, w, bias, residual, options, activation, y);
            return;
        }
        Buffer z = y.sharesMemoryWith(residual) ? memory.allocate(y.shape(), y.dtype()) : y;
        if (product) matmul.multiply(matrix(x), false, matrix(w), true, null, matrix(z));
        else run(planned.orElseThrow(), x, w, z, z);
        if (bias != null || residual != null || activation.kind() != Activation.Kind.NONE) {
            Buffer exact = bias == null ? null : widening.exact(bias);
            blocks.forward(z, exact, residual, activation, y, LaunchedBlocks.Place.all(y));
            if (exact != null && exact != bias) memory.release(exact);
        }
        if (z != y) memory.release(z);
    }

    @Override
    public void backwardData(Buffer dy, Buffer w, Conv2dOptions options, Buffer dx) {
        ConvChecks.backwardData(dy, w, options, dx);
        if (isProduct(w, options)) {
            matmul.multiply(matrix(dy), false, matrix(w), false, null, matrix(dx));
            return;
        }
        plan(ConvSite.Pass.BACKWARD_DATA, dx, w, dy, options)
                .ifPresentOrElse(
                        planned -> run(planned, dx, w, dy, dx), () -> otherwise.backwardData(dy, w, options, dx));
    }

    @Override
    public void backwardWeights(Buffer x, Buffer dy, Conv2dOptions options, Buffer dw, @Nullable Buffer dbias) {
        ConvChecks.backwardWeights(x, dy, options, dw, dbias);
        if (isProduct(dw, options)) {
            matmul.multiply(matrix(dy), true, matrix(x), false, null, matrix(dw));
        } else {
            Optional<ConvPlans.Planned> planned = plan(ConvSite.Pass.BACKWARD_WEIGHTS, x, dw, dy, options);
            if (planned.isEmpty()) {
                otherwise.backwardWeights(x, dy, options, dw, dbias);
                return;
            }
            run(planned.get(), x, dw, dy, dw);
        }
        if (dbias != null) reduce.sum(dy, 1, dbias);
    }

    /** Whether each output pixel is made of the one input pixel at its place. */
    private static boolean isProduct(Buffer w, Conv2dOptions options) {
        Shape window = w.shape();
        return window.size(1) == 1
                && window.size(2) == 1
                && options.stride() == 1
                && options.groups() == 1
                && options.padding().equals(Padding.of(0));
    }

    /** All axes but the last as one; of weights of one pixel {@code [k, c]}. */
    private static Buffer matrix(Buffer x) {
        int last = x.shape().size(3);
        return x.as(new Shape(Math.toIntExact(x.elements() / last), last));
    }

    private Optional<ConvPlans.Planned> plan(ConvSite.Pass pass, Buffer x, Buffer w, Buffer y, Conv2dOptions options) {
        boolean aligned = isAligned(x) && isAligned(w) && isAligned(y);
        if (!aligned || x.dtype() == DType.F64) return Optional.empty();
        CudnnType type = x.dtype() == DType.BF16 ? CudnnType.BF16 : CudnnType.F32;
        return library().plans.find(new ConvSite(pass, type, x.shape(), w.shape(), y.shape(), options));
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

    /**
     * Runs a plan of tensors of the type of x; others are copied on the way.
     *
     * @param target whichever of the three is written
     */
    private void run(ConvPlans.Planned planned, Buffer x, Buffer w, Buffer y, Buffer target) {
        Buffer a = factor(x.dtype(), x, target);
        Buffer b = factor(x.dtype(), w, target);
        Buffer c = factor(x.dtype(), y, target);
        execute(planned, a, b, c);
        Buffer written = target == x ? a : target == w ? b : c;
        if (written != target) widening.cast(written, target);
        if (a != x) memory.release(a);
        if (b != w) memory.release(b);
        if (c != y) memory.release(c);
    }

    /** A buffer in the type that is multiplied in; of the target without its values. */
    private Buffer factor(DType type, Buffer buffer, Buffer target) {
        if (buffer.dtype() == type || buffer != target) return widening.in(type, buffer);
        return memory.allocate(buffer.shape(), type);
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
