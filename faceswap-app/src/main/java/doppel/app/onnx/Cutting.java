package doppel.app.onnx;

import doppel.kernels.Padding;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Pad;
import doppel.tensor.ops.Slice;
import java.io.IOException;
import java.util.Arrays;

/** Operators that cut values off or put zeros around them. */
final class Cutting {
    private Cutting() {}

    /** Ranges along some axes; they are attributes up to operator set 9, inputs later. */
    static Step slice(NodeSetup setup) {
        OnnxNode node = setup.node();
        return run -> {
            boolean early = node.has("starts");
            long[] starts = early ? node.wholes("starts") : run.wholes(1).values();
            long[] ends = early ? node.wholes("ends") : run.wholes(2).values();
            int rank = Shaping.sizes(run.value(0)).length;
            long[] axes = early
                    ? node.wholes("axes", leading(starts.length))
                    : run.optional(3) == null
                            ? leading(starts.length)
                            : run.wholes(3).values();
            if (run.optional(4) != null) {
                for (long step : run.wholes(4).values()) {
                    if (step != 1) throw new IllegalArgumentException("not supported: a slice in steps of " + step);
                }
            }
            if (ends.length != starts.length || axes.length != starts.length) {
                throw new IllegalArgumentException(
                        "slice of %d starts, %d ends, %d axes".formatted(starts.length, ends.length, axes.length));
            }
            GraphValue value = run.value(0);
            for (int i = 0; i < starts.length; i++) {
                int axis = Shaping.axis(axes[i], rank);
                int size = Shaping.sizes(value)[axis];
                int from = bound(starts[i], size);
                int to = bound(ends[i], size);
                value = cut(run, value, axis, from, to);
            }
            return value;
        };
    }

    private static GraphValue cut(NodeRun run, GraphValue value, int axis, int from, int to) {
        if (value instanceof OnnxTensor.Wholes list && list.sizes().length == 1) {
            return OnnxTensor.Wholes.list(Arrays.copyOfRange(list.values(), from, Math.max(from, to)));
        }
        if (to <= from) throw new IllegalArgumentException("slice from %d to %d of %s".formatted(from, to, value));
        GraphTensor x = value instanceof GraphTensor tensor ? tensor : run.tensor(0);
        int along = x.position(axis);
        if (to - from == x.tensor().shape().size(along)) return x;
        return x.like(run.apply(new Slice(along, from, to - from), x.tensor()));
    }

    private static int bound(long index, int size) {
        return (int) Math.clamp(index < 0 ? Math.max(index, -size) + size : index, 0L, size);
    }

    private static long[] leading(int count) {
        long[] axes = new long[count];
        for (int i = 0; i < count; i++) axes[i] = i;
        return axes;
    }

    /** Zeros around pictures; where is an attribute up to operator set 10, an input later. */
    static Step pad(NodeSetup setup) throws IOException {
        OnnxNode node = setup.node();
        String mode = node.text("mode", "constant");
        setup.demand(mode.equals("constant"), "mode " + mode);
        OnnxTensor.Reals given = setup.optionalWeights(2);
        float value = given != null && given.length() == 1 ? given.values()[0] : node.real("value", 0);
        setup.demand(value == 0, "value " + value);
        return run -> {
            long[] pads = node.has("pads") ? node.wholes("pads") : run.wholes(1).values();
            if (Arrays.stream(pads).allMatch(p -> p == 0)) return run.value(0);
            if (run.optional(3) != null || pads.length != 8 || pads[0] + pads[1] + pads[4] + pads[5] != 0) {
                throw new IllegalArgumentException(
                        "not supported: pads " + Arrays.toString(pads) + ", not around pictures");
            }
            Tensor x = run.tensor(0).channelsLast(run.scope());
            Padding around = new Padding(
                    Math.toIntExact(pads[2]),
                    Math.toIntExact(pads[3]),
                    Math.toIntExact(pads[6]),
                    Math.toIntExact(pads[7]));
            return GraphTensor.channelsLast(run.apply(new Pad(around), x));
        };
    }
}
