package doppel.kernels.cuda;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.ConvKernels;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import doppel.kernels.checks.ConvChecks;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions of one group as matrix products of {@code im2col.cu}'s columns; {@code y = columns w^T}, {@code dw =
 * dy^T columns}, {@code dx = col2im(dy w)}. Independent of any library of convolutions. More groups go to {@code
 * direct}.
 */
final class ColumnsConv implements ConvKernels {
    private final Launcher launcher;
    private final Memory memory;
    private final LaunchedMatmul matmul;
    private final LaunchedBlocks blocks;
    private final LaunchedReduce reduce;
    private final ConvKernels direct;

    ColumnsConv(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
        this.matmul = new LaunchedMatmul(launcher);
        this.blocks = new LaunchedBlocks(launcher, memory);
        this.reduce = new LaunchedReduce(launcher, memory);
        this.direct = new LaunchedConv(launcher, reduce);
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
        if (options.groups() > 1) {
            direct.forward(x, w, bias, residual, options, activation, y);
            return;
        }
        Buffer columns = columns(x, w.shape(), y.shape(), options);
        matmul.multiply(columns, false, matrix(w), true, bias, matrix(y, 3));
        memory.release(columns);
        if (residual != null || activation.kind() != Activation.Kind.NONE) {
            blocks.forward(y, null, residual, activation, y, LaunchedBlocks.Place.all(y));
        }
    }

    @Override
    public void backwardData(Buffer dy, Buffer w, Conv2dOptions options, Buffer dx) {
        ConvChecks.backwardData(dy, w, options, dx);
        if (options.groups() > 1) {
            direct.backwardData(dy, w, options, dx);
            return;
        }
        Buffer columns = memory.allocate(columnsShape(w.shape(), dy.shape()), dx.dtype());
        matmul.multiply(matrix(dy, 3), false, matrix(w), false, null, columns);
        launcher.launch(
                LaunchDescriptors.get("col2im", dx.dtype()),
                LaunchGeometry.over(dx.elements(), 1),
                columns,
                dx,
                sizes(dx.shape(), w.shape(), dy.shape(), options));
        memory.release(columns);
    }

    @Override
    public void backwardWeights(Buffer x, Buffer dy, Conv2dOptions options, Buffer dw, @Nullable Buffer dbias) {
        ConvChecks.backwardWeights(x, dy, options, dw, dbias);
        if (options.groups() > 1) {
            direct.backwardWeights(x, dy, options, dw, dbias);
            return;
        }
        Buffer columns = columns(x, dw.shape(), dy.shape(), options);
        matmul.multiply(matrix(dy, 3), true, columns, false, null, matrix(dw));
        memory.release(columns);
        if (dbias != null) reduce.sum(dy, 1, dbias);
    }

    private Buffer columns(Buffer x, Shape w, Shape y, Conv2dOptions options) {
        Buffer columns = memory.allocate(columnsShape(w, y), x.dtype());
        launcher.launch(
                LaunchDescriptors.get("im2col", x.dtype()),
                LaunchGeometry.over(columns.elements(), 1),
                x,
                columns,
                sizes(x.shape(), w, y, options));
        return columns;
    }

    private static Shape columnsShape(Shape w, Shape y) {
        return new Shape(y.size(0) * y.size(1) * y.size(2), w.size(1) * w.size(2) * w.size(3));
    }

    /** Weights as {@code [k, kh kw c]}. */
    private static Buffer matrix(Buffer w) {
        Shape s = w.shape();
        return w.as(new Shape(s.size(0), s.size(1) * s.size(2) * s.size(3)));
    }

    /** All axes before {@code axis} as one. */
    private static Buffer matrix(Buffer x, int axis) {
        int last = x.shape().size(axis);
        return x.as(new Shape(Math.toIntExact(x.elements() / last), last));
    }

    /** As im2col.cu counts them. */
    private static int[] sizes(Shape x, Shape w, Shape y, Conv2dOptions options) {
        return new int[] {
            x.size(0),
            x.size(1),
            x.size(2),
            x.size(3),
            w.size(3),
            w.size(1),
            w.size(2),
            y.size(1),
            y.size(2),
            options.stride(),
            options.dilation(),
            0,
            options.padding().top(),
            options.padding().left()
        };
    }
}
