package doppel.app.onnx;

import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Concat;
import doppel.tensor.ops.Reshape;
import java.util.Arrays;

/** Operators that arrange values anew: tensors on the device, whole numbers on the host. */
final class Shaping {
    private Shaping() {}

    /** A tensor's own sizes, worked out on the host. */
    static Step shape(NodeSetup setup) {
        return run -> {
            int[] sizes = sizes(run.value(0));
            int from = clamp(setup.node().whole("start", 0), sizes.length);
            int to = clamp(setup.node().whole("end", sizes.length), sizes.length);
            long[] values = new long[Math.max(0, to - from)];
            for (int i = 0; i < values.length; i++) values[i] = sizes[from + i];
            return OnnxTensor.Wholes.list(values);
        };
    }

    /** The same values in the same order under another shape; 0 keeps a size, -1 is worked out. */
    static Step reshape(NodeSetup setup) {
        long[] fixed = setup.node().wholes("shape");
        return run -> {
            long[] wanted = fixed.length > 0 ? fixed : run.wholes(1).values();
            return reshaped(run, target(sizes(run.value(0)), wanted));
        };
    }

    /** Two axes: those before {@code axis}, and the rest. */
    static Step flatten(NodeSetup setup) {
        long axis = setup.node().whole("axis", 1);
        return run -> {
            int[] sizes = sizes(run.value(0));
            int split = axis == sizes.length ? sizes.length : axis(axis, sizes.length);
            int rows = OnnxTensor.elements(Arrays.copyOf(sizes, split));
            return reshaped(run, rows, OnnxTensor.elements(sizes) / rows);
        };
    }

    /** Axes of size 1 put in; their places are an attribute up to operator set 12, an input later. */
    static Step unsqueeze(NodeSetup setup) {
        return run -> {
            int[] sizes = sizes(run.value(0));
            long[] axes = axes(setup, run);
            int[] wider = new int[sizes.length + axes.length];
            for (long axis : axes) wider[axis(axis, wider.length)] = 1;
            int next = 0;
            for (int i = 0; i < wider.length; i++) if (wider[i] == 0) wider[i] = sizes[next++];
            return reshaped(run, wider);
        };
    }

    /** Axes of size 1 taken away, all of them if none is named. */
    static Step squeeze(NodeSetup setup) {
        return run -> {
            int[] sizes = sizes(run.value(0));
            boolean[] gone = new boolean[sizes.length];
            long[] axes = axes(setup, run);
            for (long axis : axes) gone[axis(axis, sizes.length)] = true;
            int[] narrower = new int[sizes.length];
            int n = 0;
            for (int i = 0; i < sizes.length; i++) {
                boolean drop = axes.length == 0 ? sizes[i] == 1 : gone[i];
                if (!drop) narrower[n++] = sizes[i];
            }
            return reshaped(run, Arrays.copyOf(narrower, n));
        };
    }

    static Step transpose(NodeSetup setup) {
        long[] order = setup.node().wholes("perm");
        return run -> {
            GraphTensor x = run.tensor(0);
            int[] axes = new int[x.rank()];
            for (int i = 0; i < axes.length; i++) {
                axes[i] = order.length == 0 ? axes.length - 1 - i : axis(order[i], axes.length);
            }
            return x.transposed(axes);
        };
    }

    static Step concat(NodeSetup setup) {
        long axis = setup.node().whole("axis", 1);
        return run -> {
            if (run.value(0) instanceof OnnxTensor.Wholes) return HostLists.concat(run);
            GraphTensor first = run.tensor(0);
            Tensor[] parts = new Tensor[run.count()];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = run.tensor(i).inOrder(run.scope(), first.order()).tensor();
            }
            int along = first.position(axis(axis, first.rank()));
            return first.like(run.apply(new Concat(along), parts));
        };
    }

    /** Sizes of any value, as the network names them. */
    static int[] sizes(GraphValue value) {
        return switch (value) {
            case GraphTensor tensor -> tensor.shape().sizes();
            case OnnxTensor host -> host.sizes();
        };
    }

    /** An axis that may count from the end. */
    static int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) throw new IllegalArgumentException("axis " + axis + " of " + rank);
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** Axes in an attribute, else in input 1, else none. */
    static long[] axes(NodeSetup setup, NodeRun run) {
        if (setup.node().has("axes") || run.optional(1) == null)
            return setup.node().wholes("axes");
        return run.wholes(1).values();
    }

    private static int clamp(long index, int length) {
        return (int) Math.clamp(index < 0 ? index + length : index, 0L, length);
    }

    private static GraphValue reshaped(NodeRun run, int... sizes) {
        if (run.value(0) instanceof OnnxTensor.Wholes host) return new OnnxTensor.Wholes(sizes, host.values());
        Tensor plain = run.tensor(0).plain(run.scope());
        return GraphTensor.plain(run.apply(new Reshape(new Shape(sizes)), plain));
    }

    private static int[] target(int[] sizes, long[] wanted) {
        int[] target = new int[wanted.length];
        int open = -1;
        int known = 1;
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] == -1 && open < 0) {
                open = i;
                continue;
            }
            if (wanted[i] < 0 || wanted[i] > Integer.MAX_VALUE || (wanted[i] == 0 && i >= sizes.length)) {
                throw new IllegalArgumentException("reshape to " + Arrays.toString(wanted));
            }
            target[i] = wanted[i] == 0 ? sizes[i] : (int) wanted[i];
            known = Math.multiplyExact(known, target[i]);
        }
        int all = OnnxTensor.elements(sizes);
        if (open >= 0 && known > 0) target[open] = all / known;
        if (OnnxTensor.elements(target) != all) {
            throw new IllegalArgumentException(
                    "reshape of " + Arrays.toString(sizes) + " to " + Arrays.toString(wanted));
        }
        return target;
    }
}
