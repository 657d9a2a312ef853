package doppel.kernels.cuda;

import doppel.bindings.cudnn.ConvolutionShape;
import doppel.bindings.cudnn.CudnnOperation;
import doppel.bindings.cudnn.CudnnTensor;
import doppel.bindings.cudnn.CudnnType;
import doppel.bindings.cudnn.OperationGraph;
import doppel.kernels.Activation;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Padding;
import doppel.kernels.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass of one convolution: what a plan is made for.
 *
 * @param pass which of the three
 * @param type of all three tensors
 * @param x {@code [n, h, w, c]}
 * @param w {@code [k, kh, kw, c / groups]}
 * @param y {@code [n, oh, ow, k]}
 * @param options geometry; groups follow from the shapes
 * @param epilogue what is done to the sums of a forward pass in the same kernel, null for nothing
 */
record ConvSite(
        Pass pass,
        CudnnType type,
        Shape x,
        Shape w,
        Shape y,
        Conv2dOptions options,
        @Nullable Epilogue epilogue) {
    private static final int CHANNELS = 8;

    /** What is computed of what; see {@link doppel.kernels.ConvKernels}. */
    enum Pass {
        FORWARD,
        BACKWARD_DATA,
        BACKWARD_WEIGHTS
    }

    /**
     * Sums go through these in this order, in f32, and are rounded once.
     *
     * @param bias whether an f32 value per channel is added
     * @param residual whether a tensor of y's type and shape is added
     * @param activation any that {@link #isPossible}
     */
    record Epilogue(boolean bias, boolean residual, Activation activation) {
        Epilogue {
            if (!isPossible(activation)) throw new IllegalArgumentException("conv2d: " + activation + " is not fused");
        }

        /** Whether cuDNN fuses it. */
        static boolean isPossible(Activation activation) {
            return activation.kind() != Activation.Kind.TANH;
        }
    }

    /** As cuDNN takes it; bias and residual are null where the site has none. */
    record Graph(
            OperationGraph operations,
            CudnnTensor x,
            CudnnTensor w,
            CudnnTensor y,
            @Nullable CudnnTensor bias,
            @Nullable CudnnTensor residual) {}

    /** One operation alone. */
    ConvSite(Pass pass, CudnnType type, Shape x, Shape w, Shape y, Conv2dOptions options) {
        this(pass, type, x, w, y, options, null);
    }

    /**
     * The same with channels filled up to whole multiples of {@link #CHANNELS}, if it is of bf16 and one group: what
     * has others is copied by cuDNN at each run, in and out, or computed without tensor cores.
     */
    ConvSite filledUp() {
        if (type != CudnnType.BF16 || options.groups() != 1) return this;
        int c = up(x.size(3));
        int k = up(y.size(3));
        return new ConvSite(pass, type, x.with(3, c), w.with(0, k).with(3, c), y.with(3, k), options, epilogue);
    }

    private static int up(int channels) {
        return Math.ceilDiv(channels, CHANNELS) * CHANNELS;
    }

    Graph graph() {
        CudnnTensor tx = tensor(1, x);
        CudnnTensor tw = CudnnTensor.weights(2, type, w.size(0), w.size(3), w.size(1), w.size(2));
        CudnnTensor ty = tensor(3, y);
        Padding p = options.padding();
        int stride = options.stride();
        var shape = new ConvolutionShape(stride, stride, p.top(), p.left(), p.bottom(), p.right(), options.dilation());
        CudnnOperation operation = switch (pass) {
            case FORWARD -> new CudnnOperation.Convolution(tx, tw, ty, shape);
            case BACKWARD_DATA -> new CudnnOperation.DataGradient(ty, tw, tx, shape);
            case BACKWARD_WEIGHTS -> new CudnnOperation.WeightGradient(tx, ty, tw, shape, false);
        };
        if (epilogue == null) return new Graph(OperationGraph.of(toString(), operation), tx, tw, ty, null, null);
        return fused(epilogue, shape, tx, tw, ty);
    }

    private Graph fused(Epilogue after, ConvolutionShape shape, CudnnTensor tx, CudnnTensor tw, CudnnTensor ty) {
        CudnnTensor bias = after.bias ? CudnnTensor.perChannel(4, CudnnType.F32, y.size(3)) : null;
        CudnnTensor residual = after.residual ? tensor(5, y) : null;
        List<CudnnOperation> operations = new ArrayList<>();
        CudnnTensor sums = CudnnTensor.between(6, ty);
        operations.add(new CudnnOperation.Convolution(tx, tw, sums, shape));
        boolean activates = after.activation.kind() != Activation.Kind.NONE;
        if (bias != null) {
            CudnnTensor to = residual == null && !activates ? ty : CudnnTensor.between(7, ty);
            operations.add(new CudnnOperation.Sum(sums, bias, to));
            sums = to;
        }
        if (residual != null) {
            CudnnTensor to = activates ? CudnnTensor.between(8, ty) : ty;
            operations.add(new CudnnOperation.Sum(sums, residual, to));
            sums = to;
        }
        switch (after.activation.kind()) {
            case NONE, TANH -> {} // tanh is refused before
            case LEAKY_RELU -> operations.add(new CudnnOperation.LeakyRelu(sums, after.activation.slope(), ty));
            case SIGMOID -> operations.add(new CudnnOperation.Sigmoid(sums, ty));
        }
        return new Graph(new OperationGraph(toString(), operations), tx, tw, ty, bias, residual);
    }

    private CudnnTensor tensor(long id, Shape s) {
        return CudnnTensor.channelsLast(id, type, s.size(0), s.size(3), s.size(1), s.size(2));
    }

    @Override
    public String toString() {
        return "conv2d %s %s x %s w %s y %s %s".formatted(pass, type, x, w, y, options)
                + (epilogue == null ? "" : " " + epilogue);
    }
}
