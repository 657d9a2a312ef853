package doppel.benchmarks.peer;

import doppel.kernels.Conv2dOptions;
import doppel.kernels.Padding;
import doppel.kernels.SampleOptions;
import doppel.kernels.SampleOptions.Border;
import doppel.kernels.SampleOptions.Filter;
import doppel.kernels.Shape;
import doppel.tensor.ops.BatchMatmul;
import doppel.tensor.ops.Determinant2x2;
import doppel.tensor.ops.Gather;
import doppel.tensor.ops.GridSample;
import doppel.tensor.ops.Inverse2x2;
import doppel.tensor.ops.TransposedConv2d;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** What moves pictures by places and matrices, and transposed convolutions. */
final class GeometryCases {
    private GeometryCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>(List.of(
                new OpCase("batch matmul", GeometryCases::batchMatmul),
                new OpCase("determinant", GeometryCases::determinant),
                new OpCase("gather", GeometryCases::gather),
                new OpCase("inverse", GeometryCases::inverse),
                new OpCase("transposed conv2d", GeometryCases::transposedConv)));
        for (Filter filter : Filter.values()) {
            for (Border border : Border.values()) {
                cases.add(new OpCase("grid sample " + filter + " " + border, d -> gridSample(d, filter, border)));
            }
        }
        return cases;
    }

    private static Trial batchMatmul(Draw d) {
        int batch = d.between(1, 5);
        int m = d.length();
        int k = d.of(1, 2, 7, 16, 33);
        int n = d.length();
        boolean turnA = d.coin();
        boolean turnB = d.coin();
        Trial.Peer theirs = x -> torch.bmm(turned(x[0], turnA), turned(x[1], turnB));
        Input a = turnA ? d.values(batch, k, m) : d.values(batch, m, k);
        Input b = turnB ? d.weights(batch, n, k) : d.weights(batch, k, n);
        return Trial.of(new BatchMatmul(turnA, turnB), theirs, a, b).longSums();
    }

    private static Tensor turned(Tensor x, boolean turn) {
        return turn ? x.transpose(1, 2) : x;
    }

    /** With determinants of at least 0.2 in magnitude. */
    private static Input matrices(Draw d) {
        float[] values = new float[d.between(1, 3) * d.length() * 4];
        for (int i = 0; i < values.length; i++) {
            boolean diagonal = i % 4 == 0 || i % 4 == 3;
            double x = diagonal ? d.real(0.7, 1.3) : d.real(0.05, 0.5);
            values[i] = (float) (d.coin() ? x : -x);
        }
        return new Input(Input.Kind.VALUE, new Shape(1, values.length / 4, 2, 2), values);
    }

    private static Trial determinant(Draw d) {
        return Trial.of(new Determinant2x2(), x -> torch.det(x[0]), matrices(d));
    }

    private static Trial inverse(Draw d) {
        double smallest = d.of(0, 0.8);
        Trial.Peer theirs = x -> {
            Tensor near = torch.det(x[0]).abs().lt(Torch.number(smallest)).view(1, x[0].size(1), 1, 1);
            Tensor unit = torch.eye(2).to(torch.ScalarType.Double);
            return torch.where(near, unit, torch.inverse(x[0]));
        };
        return Trial.of(new Inverse2x2(smallest), theirs, matrices(d));
    }

    /** Also by numbers next to the axis, which give zeros. */
    private static Trial gather(Draw d) {
        int[] shape = d.shape();
        int axis = d.between(-shape.length, shape.length - 1);
        int size = shape[Math.floorMod(axis, shape.length)];
        Input indices = d.indices(-1, size, d.between(1, 9));
        Trial.Peer theirs = x -> {
            Tensor zeros = torch.zeros_like(x[0].narrow(axis, 0, 1).detach());
            Tensor longer = torch.cat(new TensorVector(x[0], zeros), axis);
            Tensor inside = x[1].remainder(Torch.number(size + 1)).to(torch.ScalarType.Long);
            return longer.index_select(axis, inside);
        };
        return Trial.of(new Gather(axis), theirs, d.values(shape), indices);
    }

    private static Trial transposedConv(Draw d) {
        int kernel = d.between(1, 5);
        int groups = d.of(1, 1, 2, 3);
        int stride = d.between(1, 3);
        var cut = new Padding(d.between(0, 2), d.between(0, 2), d.between(0, 2), d.between(0, 2));
        var options = new Conv2dOptions(stride, d.between(1, 2), groups, cut);
        int over = d.between(0, stride - 1);
        int in = groups * d.of(1, 3, 16);
        int out = d.of(1, 5, 16);
        Trial.Peer theirs = x -> transposed(x, options, over);
        Input w = d.weights(in, kernel, kernel, out);
        Input x = d.values(d.between(1, 3), d.between(6, 9), d.between(6, 9), in);
        var op = new TransposedConv2d(options, over);
        return d.coin()
                ? Trial.of(op, theirs, x, w).longSums()
                : Trial.of(op, theirs, x, w, d.weights(groups * out)).longSums();
    }

    /** Of all that the taps reach, less the padding. */
    static Tensor transposed(Tensor[] x, Conv2dOptions o, int over) {
        Tensor y = Torch.channelsLast(torch.conv_transpose2d(
                Torch.channelsFirst(x[0]),
                Torch.channelsFirst(x[1]),
                Torch.maybe(x, 2),
                Torch.twice(o.stride()),
                Torch.twice(0),
                Torch.twice(over),
                o.groups(),
                o.dilation(),
                o.dilation()));
        Padding p = o.padding();
        return y.narrow(1, p.top(), y.size(1) - p.top() - p.bottom())
                .narrow(2, p.left(), y.size(2) - p.left() - p.right());
    }

    private static Trial gridSample(Draw d, Filter filter, Border border) {
        int[] shape = d.pictures(2);
        boolean aligned = d.coin();
        int h = d.between(1, 8);
        int w = d.between(1, 8);
        float[] places = new float[shape[0] * h * w * 2];
        for (int i = 0; i < places.length; i++) places[i] = place(d, shape[i % 2 == 0 ? 2 : 1], aligned);
        Input grid = new Input(Input.Kind.WEIGHT, new Shape(shape[0], h, w, 2), places);
        int mode = filter == Filter.BILINEAR ? 0 : 1;
        int padding = switch (border) {
            case ZEROS -> 0;
            case EDGE -> 1;
            case REFLECTION -> 2;
        };
        Trial.Peer theirs =
                x -> Torch.channelsLast(torch.grid_sampler(Torch.channelsFirst(x[0]), x[1], mode, padding, aligned));
        return Trial.of(new GridSample(new SampleOptions(filter, border, aligned)), theirs, d.values(shape), grid);
    }

    /** Inside the picture or up to three pixels beyond, never near the middle of a pixel or halfway between two. */
    private static float place(Draw d, int size, boolean aligned) {
        double pixel = d.between(-3, size + 1) + d.of(0, 0.5) + d.real(0.1, 0.4);
        return (float) (aligned ? 2 * pixel / (size - 1) - 1 : (2 * pixel + 1) / size - 1);
    }
}
