package doppel.kernels.cuda;

import doppel.bindings.cudnn.ConvolutionShape;
import doppel.bindings.cudnn.CudnnOperation;
import doppel.bindings.cudnn.CudnnTensor;
import doppel.bindings.cudnn.CudnnType;
import doppel.bindings.cudnn.OperationGraph;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Padding;
import doppel.kernels.Shape;

/**
 * One pass of one convolution: what a plan is made for.
 *
 * @param pass which of the three
 * @param type of all three tensors
 * @param x {@code [n, h, w, c]}
 * @param w {@code [k, kh, kw, c / groups]}
 * @param y {@code [n, oh, ow, k]}
 * @param options geometry; groups follow from the shapes
 */
record ConvSite(Pass pass, CudnnType type, Shape x, Shape w, Shape y, Conv2dOptions options) {
    private static final int CHANNELS = 8;

    /** What is computed of what; see {@link doppel.kernels.ConvKernels}. */
    enum Pass {
        FORWARD,
        BACKWARD_DATA,
        BACKWARD_WEIGHTS
    }

    /** As cuDNN takes it: one operation alone, of tensors x, w and y. */
    record Graph(OperationGraph operations, CudnnTensor x, CudnnTensor w, CudnnTensor y) {}

    /**
     * The same with channels filled up to whole multiples of {@link #CHANNELS}, if it is of bf16 and one group: what has
     * others is copied by cuDNN at each run, in and out, or computed without tensor cores.
     */
    ConvSite filledUp() {
        if (type != CudnnType.BF16 || options.groups() != 1) return this;
        int c = up(x.size(3));
        int k = up(y.size(3));
        return new ConvSite(pass, type, x.with(3, c), w.with(0, k).with(3, c), y.with(3, k), options);
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
        return new Graph(OperationGraph.of(toString(), operation), tx, tw, ty);
    }

    private CudnnTensor tensor(long id, Shape s) {
        return CudnnTensor.channelsLast(id, type, s.size(0), s.size(3), s.size(1), s.size(2));
    }

    @Override
    public String toString() {
        return "conv2d %s %s x %s w %s y %s %s".formatted(pass, type, x, w, y, options);
    }
}
