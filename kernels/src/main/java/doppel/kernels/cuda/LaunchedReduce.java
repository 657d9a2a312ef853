package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.ElementwiseKernels.Unary;
import doppel.kernels.Memory;
import doppel.kernels.ReduceKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.Checks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code reduce.cu}: a sum over any axes is a row of passes, each over the middle axis of {@code [a, r, b]}, the
 * innermost axis first. What lies between two passes is f64. And {@code largest.cu}.
 */
final class LaunchedReduce implements ReduceKernels {
    /** Terms that one warp of sum_rows adds at most. */
    private static final long ROW_PART = 4096;

    /** Terms that one thread of sum_columns adds at most, times 8. */
    private static final long COLUMN_PART = 512;

    private final Launcher launcher;
    private final Memory memory;
    private final LaunchedElementwise elementwise;

    LaunchedReduce(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
        this.elementwise = new LaunchedElementwise(launcher);
    }

    @Override
    public void sum(Buffer x, double factor, Buffer y) {
        reduce("sum", x, false, factor, y);
    }

    @Override
    public void sumOfSquares(Buffer x, double factor, Buffer y) {
        reduce("sum of squares", x, true, factor, y);
    }

    @Override
    public void max(Buffer x, int axis, @Nullable Buffer y, Buffer index) {
        Checks.largest("max", x, axis, y, index);
        launcher.launch(
                LaunchDescriptors.get("largest", x.dtype()),
                LaunchGeometry.over(index.elements(), 1),
                x,
                y,
                index,
                index.elements(),
                (long) x.shape().size(axis),
                inner(x, axis));
    }

    @Override
    public void maxBackward(Buffer dy, Buffer index, int axis, Buffer dx) {
        Checks.largest("max backward", dx, axis, dy, index);
        launcher.launch(
                LaunchDescriptors.get("largest_backward", dx.dtype()),
                LaunchGeometry.over(dx.elements(), 1),
                dy,
                index,
                dx,
                dx.elements(),
                (long) dx.shape().size(axis),
                inner(dx, axis));
    }

    private static long inner(Buffer x, int axis) {
        long step = 1;
        for (int i = axis + 1; i < x.shape().rank(); i++) step *= x.shape().size(i);
        return step;
    }

    /** One pass: {@code [a, r, b]} becomes {@code [a, chunks, b]}, each part {@code length} long but the last. */
    private record Pass(long a, long r, long b, long chunks, long length) {
        static Pass of(long a, long r, long b) {
            long most = b == 1 ? ROW_PART : COLUMN_PART;
            // halves of a long axis are as many parts as there are terms in each, so that two passes end it
            long length = r <= most ? r : Math.max(most, (long) Math.ceil(Math.sqrt((double) r) / 8) * 8);
            return new Pass(a, r, b, LaunchGeometry.ceil(r, length), length);
        }

        long outputs() {
            return a * chunks * b;
        }
    }

    private void reduce(String op, Buffer x, boolean squares, double factor, Buffer y) {
        Checks.sum(op, x, y);
        Checks.broadcasts(op, y.shape(), x.shape());
        if (x.elements() == y.elements()) {
            scale(x, squares, factor, y);
            return;
        }
        List<Pass> passes = passes(x.shape(), y.shape());
        List<Buffer> between = new ArrayList<>();
        Buffer from = x;
        for (int i = 0; i < passes.size(); i++) {
            Pass pass = passes.get(i);
            boolean last = i == passes.size() - 1;
            Buffer to = last ? y : memory.allocate(new Shape(Math.toIntExact(pass.outputs())), DType.F64);
            if (!last) between.add(to);
            launch(pass, from, to, last ? factor : 1, squares && i == 0);
            from = to;
        }
        between.forEach(memory::release);
    }

    /** Where nothing is summed. */
    private void scale(Buffer x, boolean squares, double factor, Buffer y) {
        Buffer from = x.as(y.shape());
        if (x.dtype() != y.dtype()) {
            elementwise.cast(from, y);
            from = y;
        }
        if (squares) elementwise.unary(Unary.SQUARE, from, y);
        elementwise.affine(squares ? y : from, factor, 0, y);
    }

    private void launch(Pass pass, Buffer x, Buffer y, double factor, boolean squares) {
        String types = x.dtype() + "_to_" + y.dtype();
        if (pass.b() == 1) {
            launcher.launch(
                    LaunchDescriptors.get("sum_rows_" + types),
                    LaunchGeometry.line(LaunchGeometry.ceil(pass.a() * pass.chunks(), 8), LaunchGeometry.THREADS),
                    x,
                    y,
                    pass.a(),
                    pass.r(),
                    pass.chunks(),
                    pass.length(),
                    factor,
                    squares ? 1 : 0);
        } else {
            launcher.launch(
                    LaunchDescriptors.get("sum_columns_" + types),
                    LaunchGeometry.plane(LaunchGeometry.ceil(pass.b(), 32) * pass.a(), pass.chunks(), 32, 8)
                            .withShared(32 * 8 * Double.BYTES),
                    x,
                    y,
                    pass.r(),
                    pass.b(),
                    pass.chunks(),
                    pass.length(),
                    factor,
                    squares ? 1 : 0);
        }
    }

    /** At least one, as some axis is summed. */
    private static List<Pass> passes(Shape x, Shape y) {
        List<Pass> passes = new ArrayList<>();
        long[] sizes = new long[x.rank()];
        for (int axis = 0; axis < sizes.length; axis++) sizes[axis] = x.size(axis);
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            if (sizes[axis] == 1 || !summed(x, y, axis)) continue;
            int first = axis;
            while (first > 0 && summed(x, y, first - 1)) first--; // axes side by side are one
            long r = product(sizes, first, axis + 1);
            long a = product(sizes, 0, first);
            long b = product(sizes, axis + 1, sizes.length);
            while (r > 1) {
                Pass pass = Pass.of(a, r, b);
                passes.add(pass);
                r = pass.chunks();
            }
            for (int done = first; done <= axis; done++) sizes[done] = 1;
            axis = first;
        }
        return passes;
    }

    private static boolean summed(Shape x, Shape y, int axis) {
        int at = axis - (x.rank() - y.rank());
        return at < 0 || y.size(at) == 1;
    }

    private static long product(long[] sizes, int from, int to) {
        long product = 1;
        for (int i = from; i < to; i++) product *= sizes[i];
        return product;
    }
}
