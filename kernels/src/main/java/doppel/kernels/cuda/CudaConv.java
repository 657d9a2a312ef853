package doppel.kernels.cuda;

import doppel.bindings.cudnn.CudnnType;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions by an engine, cuDNN on a card, one operation each; bias, residual and activation by {@code
 * blocks_act.cu}. Windows of one pixel are products of matrices. What the engine cannot do goes to another back-end's
 * kernels.
 *
 * <p>In mixed storage weights are rounded to bf16 before, and a result that is wanted in f32 (gradients of weights,
 * heads) is rounded to bf16 once: cuDNN has no plans with bf16 factors and an f32 result on most cards. Products have,
 * and use it. Channels are filled up to whole multiples of 8 on the way where they are not.
 */
final class CudaConv implements ConvKernels {
    private final Memory memory;
    private final ConvEngine engine;
    private final boolean fuses;
    private final LaunchedBlocks blocks;
    private final LaunchedReduce reduce;
    private final LaunchedChannels channels;
    private final MatmulKernels matmul;
    private final ConvKernels otherwise;

    /**
     * @param fuses whether bias, residual and activation are the engine's too, where it can
     * @param copies of weights in bf16, or null
     * @param matmul for windows of one pixel
     * @param otherwise for what the engine cannot do
     */
    CudaConv(
            Launcher launcher,
            Memory memory,
            ConvEngine engine,
            boolean fuses,
            @Nullable WeightCopies copies,
            MatmulKernels matmul,
            ConvKernels otherwise) {
        this.fuses = fuses;
        this.memory = memory;
        this.engine = engine;
        this.matmul = matmul;
        this.otherwise = otherwise;
        blocks = new LaunchedBlocks(launcher, memory);
        reduce = new LaunchedReduce(launcher, memory);
        channels = new LaunchedChannels(launcher, memory, copies);
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
        boolean bare = residual == null && activation.kind() == Activation.Kind.NONE;
        if (bare && isProduct(w, options)) {
            matmul.multiply(matrix(x), false, matrix(w), true, bias, matrix(y));
            return;
        }
        if (fuses && runFused(x, w, bias, residual, options, activation, y)) return;
        Buffer z = y.sharesMemoryWith(residual) ? memory.allocate(y.shape(), y.dtype()) : y;
        if (isProduct(w, options)) {
            matmul.multiply(matrix(x), false, matrix(w), true, null, matrix(z));
        } else if (!run(ConvSite.Pass.FORWARD, x, w, z, options)) {
            if (z != y) memory.release(z);
            otherwise.forward(x, w, bias, residual, options, activation, y);
            return;
        }
        if (bias != null || !bare) {
            Buffer exact = bias == null ? null : channels.as(DType.F32, bias.shape(), bias);
            blocks.forward(z, exact, residual, activation, y, LaunchedBlocks.Place.all(y));
            if (exact != null && bias != null) channels.done(exact, bias);
        }
        if (z != y) memory.release(z);
    }

    @Override
    public void backwardData(Buffer dy, Buffer w, Conv2dOptions options, Buffer dx) {
        ConvChecks.backwardData(dy, w, options, dx);
        if (isProduct(w, options)) matmul.multiply(matrix(dy), false, matrix(w), false, null, matrix(dx));
        else if (!run(ConvSite.Pass.BACKWARD_DATA, dx, w, dy, options)) otherwise.backwardData(dy, w, options, dx);
    }

    @Override
    public void backwardWeights(Buffer x, Buffer dy, Conv2dOptions options, Buffer dw, @Nullable Buffer dbias) {
        ConvChecks.backwardWeights(x, dy, options, dw, dbias);
        if (isProduct(dw, options)) {
            matmul.multiply(matrix(dy), true, matrix(x), false, null, matrix(dw));
        } else if (!run(ConvSite.Pass.BACKWARD_WEIGHTS, x, dw, dy, options)) {
            otherwise.backwardWeights(x, dy, options, dw, dbias);
            return;
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

    private boolean run(ConvSite.Pass pass, Buffer x, Buffer w, Buffer y, Conv2dOptions options) {
        return run(pass, x, w, y, options, null, null, null);
    }

    /** Whether the engine did all of a forward pass. */
    private boolean runFused(
            Buffer x,
            Buffer w,
            @Nullable Buffer bias,
            @Nullable Buffer residual,
            Conv2dOptions options,
            Activation activation,
            Buffer y) {
        boolean plain = bias == null && residual == null && activation.kind() == Activation.Kind.NONE;
        boolean possible = x.dtype() == y.dtype() && ConvSite.Epilogue.isPossible(activation);
        if (plain || !possible || isProduct(w, options) || y.sharesMemoryWith(residual)) return false;
        var epilogue = new ConvSite.Epilogue(bias != null, residual != null, activation);
        return run(ConvSite.Pass.FORWARD, x, w, y, options, epilogue, bias, residual);
    }

    /** Whether the engine did it. Tensors are copied on the way where it asks for another type or more channels. */
    private boolean run(
            ConvSite.Pass pass,
            Buffer x,
            Buffer w,
            Buffer y,
            Conv2dOptions options,
            ConvSite.@Nullable Epilogue epilogue,
            @Nullable Buffer bias,
            @Nullable Buffer residual) {
        DType type = x.dtype();
        if (type == DType.F64) return false;
        CudnnType factors = type == DType.BF16 ? CudnnType.BF16 : CudnnType.F32;
        ConvSite site = new ConvSite(pass, factors, x.shape(), w.shape(), y.shape(), options, epilogue).filledUp();
        Optional<ConvEngine.Run> run = engine.find(site);
        if (run.isEmpty()) return false;
        Buffer a = prepared(type, site.x(), x, pass == ConvSite.Pass.BACKWARD_DATA);
        Buffer b = prepared(type, site.w(), w, pass == ConvSite.Pass.BACKWARD_WEIGHTS);
        Buffer c = prepared(type, site.y(), y, pass == ConvSite.Pass.FORWARD);
        Shape perChannel = new Shape(site.y().size(3));
        Buffer d = bias == null ? null : channels.as(DType.F32, perChannel, bias);
        Buffer e = residual == null ? null : channels.as(type, site.y(), residual);
        run.get().run(a, b, c, d, e);
        finish(a, x, pass == ConvSite.Pass.BACKWARD_DATA);
        finish(b, w, pass == ConvSite.Pass.BACKWARD_WEIGHTS);
        finish(c, y, pass == ConvSite.Pass.FORWARD);
        if (d != null && bias != null) channels.done(d, bias);
        if (e != null && residual != null) channels.done(e, residual);
        return true;
    }

    private Buffer prepared(DType type, Shape shape, Buffer buffer, boolean written) {
        return written ? channels.room(type, shape, buffer) : channels.as(type, shape, buffer);
    }

    private void finish(Buffer prepared, Buffer buffer, boolean written) {
        if (written) channels.deliver(prepared, buffer);
        else channels.done(prepared, buffer);
    }
}
