package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.LayoutKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.Checks;
import doppel.kernels.checks.LayoutChecks;
import doppel.kernels.host.Elements;

/** Moves by index, one element at a time, for every type of element. */
final class ReferenceLayout implements LayoutKernels {
    @Override
    public void depthToSpace(Buffer x, BlockOrder order, Buffer y) {
        int s = LayoutChecks.blocks("depth to space", x, y);
        double[] deep = Elements.read(x);
        for (int i = 0; i < deep.length; i++) Elements.set(y, wideIndex(i, x.shape(), s, order), deep[i]);
    }

    @Override
    public void spaceToDepth(Buffer x, BlockOrder order, Buffer y) {
        int s = LayoutChecks.blocks("space to depth", y, x);
        double[] wide = Elements.read(x);
        for (int i = 0; i < wide.length; i++) Elements.set(y, i, wide[wideIndex(i, y.shape(), s, order)]);
    }

    /** Where element i of {@code [n, h, w, c * s * s]} stands in {@code [n, h * s, w * s, c]}. */
    static int wideIndex(int i, Shape deep, int s, BlockOrder order) {
        int c = deep.size(3) / (s * s);
        int d = i % deep.size(3);
        int column = i / deep.size(3) % deep.size(2);
        int row = i / deep.size(3) / deep.size(2) % deep.size(1);
        int picture = i / deep.size(3) / deep.size(2) / deep.size(1);
        int a = order == BlockOrder.BLOCK_FIRST ? d / c / s : d / s % s;
        int b = order == BlockOrder.BLOCK_FIRST ? d / c % s : d % s;
        int k = order == BlockOrder.BLOCK_FIRST ? d % c : d / s / s;
        return ((picture * deep.size(1) * s + row * s + a) * deep.size(2) * s + column * s + b) * c + k;
    }

    @Override
    public void transpose(Buffer x, int[] axes, Buffer y) {
        LayoutChecks.transpose(x, axes, y);
        double[] in = Elements.read(x);
        int[] index = new int[axes.length];
        for (int i = 0; i < in.length; i++) {
            int rest = i;
            for (int axis = axes.length - 1; axis >= 0; axis--) {
                index[axes[axis]] = rest % y.shape().size(axis);
                rest /= y.shape().size(axis);
            }
            Elements.set(y, i, in[storageIndex(x.shape(), index)]);
        }
    }

    @Override
    public void copyBlock(Buffer source, int[] sourceStart, Buffer target, int[] targetStart, int[] size) {
        LayoutChecks.copyBlock(source, sourceStart, target, targetStart, size);
        double[] in = Elements.read(source);
        int[] from = new int[size.length];
        int[] to = new int[size.length];
        long elements = new Shape(size).elements();
        for (int i = 0; i < elements; i++) {
            int rest = i;
            for (int axis = size.length - 1; axis >= 0; axis--) {
                from[axis] = sourceStart[axis] + rest % size[axis];
                to[axis] = targetStart[axis] + rest % size[axis];
                rest /= size[axis];
            }
            Elements.set(target, storageIndex(target.shape(), to), in[storageIndex(source.shape(), from)]);
        }
    }

    private static int storageIndex(Shape shape, int[] index) {
        int at = 0;
        for (int axis = 0; axis < index.length; axis++) at = at * shape.size(axis) + index[axis];
        return at;
    }

    @Override
    public void gather(Buffer x, int axis, Buffer indices, Buffer y) {
        LayoutChecks.gather("gather", x, axis, indices, y);
        double[] in = Elements.read(x);
        for (int i = 0; i < y.elements(); i++) {
            int from = source(i, axis, indices, x.shape());
            Elements.set(y, i, from < 0 ? 0 : in[from]);
        }
    }

    @Override
    public void gatherBackward(Buffer dy, int axis, Buffer indices, Buffer dx) {
        Checks.floating("gather backward", dy);
        LayoutChecks.gather("gather backward", dx, axis, indices, dy);
        double[] in = new double[(int) dx.elements()];
        for (int i = 0; i < dy.elements(); i++) {
            int from = source(i, axis, indices, dx.shape());
            if (from >= 0) in[from] += Elements.get(dy, i);
        }
        Elements.write(in, dx);
    }

    /** Where element i of y is taken from in x; -1 if from nowhere. */
    private static int source(int i, int axis, Buffer indices, Shape x) {
        int step = (int) LayoutChecks.step(x, axis);
        int m = indices.shape().size(0);
        int entry = (int) Elements.get(indices, i / step % m);
        if (entry < 0 || entry >= x.size(axis)) return -1;
        return (i / step / m * x.size(axis) + entry) * step + i % step;
    }
}
