package doppel.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sums whose buffers are of several types: activations in bf16, weights in f32. */
final class MixedRows {
    /** One rounding of the result to bf16, and one of a sum on the way. */
    private static final double ROUNDING = 1.0 / 128;

    private MixedRows() {}

    static Stream<ParityRow> all() {
        List<ParityRow> rows = new ArrayList<>();
        for (DType result : List.of(DType.BF16, DType.F32)) {
            convolution(rows, new Shape(2, 6, 7, 16), new Shape(8, 3, 3, 16), Conv2dOptions.same(3), result);
            convolution(
                    rows,
                    new Shape(2, 9, 11, 3),
                    new Shape(20, 5, 5, 3),
                    Conv2dOptions.same(5).withStride(2),
                    result);
            convolution(rows, new Shape(2, 9, 11, 12), new Shape(20, 1, 1, 12), Conv2dOptions.DEFAULT, result);
            convolution(rows, new Shape(1, 5, 7, 22), new Shape(1, 1, 1, 22), Conv2dOptions.DEFAULT, result);
            convolution(
                    rows,
                    new Shape(2, 9, 11, 12),
                    new Shape(12, 3, 3, 1),
                    Conv2dOptions.same(3).withGroups(12),
                    result);
            products(rows, result);
        }
        for (Shape sums : List.of(new Shape(), new Shape(33), new Shape(2, 1, 1, 33), new Shape(2, 64, 17, 33))) {
            rows.add(new ParityRow("mixed sum to " + sums, 1e-6, (k, lab) -> {
                Buffer x = lab.uniform(DType.BF16, -1, 2, 2, 64, 17, 33);
                Buffer y = lab.target(DType.F32, sums);
                Buffer squares = lab.target(DType.F32, sums);
                k.reduce().sum(x, 0.3, y);
                k.reduce().sumOfSquares(x, 0.3, squares);
                lab.compare(y, squares);
            }));
        }
        return rows.stream();
    }

    private static void convolution(
            List<ParityRow> rows, Shape in, Shape weights, Conv2dOptions options, DType result) {
        Shape out = options.outputShape(in, weights);
        String name = "mixed conv2d %s %s %s to %s".formatted(in, weights, options, result);
        for (Activation activation : List.of(Activation.NONE, Activation.leakyRelu(0.1), Activation.SIGMOID)) {
            rows.add(new ParityRow(name + " " + activation, ROUNDING, (k, lab) -> {
                Buffer x = lab.normal(DType.BF16, in.sizes());
                Buffer w = lab.uniform(DType.F32, -0.2, 0.2, weights.sizes());
                Buffer bias = lab.normal(DType.F32, weights.size(0));
                Buffer residual = lab.normal(result, out.sizes());
                for (int added = 0; added < 4; added++) {
                    @Nullable Buffer perChannel = (added & 1) == 0 ? null : bias;
                    Buffer y = lab.target(result, out);
                    k.conv().forward(x, w, perChannel, (added & 2) == 0 ? null : residual, options, activation, y);
                    lab.compare(y);
                }
            }));
        }
        rows.add(new ParityRow(name + " backward", ROUNDING, (k, lab) -> {
            Buffer x = lab.normal(DType.BF16, in.sizes());
            Buffer dy = lab.normal(result, out.sizes());
            Buffer dx = lab.target(DType.BF16, in);
            Buffer dw = lab.target(DType.F32, weights);
            Buffer dbias = lab.target(DType.F32, new Shape(weights.size(0)));
            k.conv().backwardData(dy, lab.uniform(DType.F32, -0.2, 0.2, weights.sizes()), options, dx);
            k.conv().backwardWeights(x, dy, options, dw, dbias);
            lab.compare(dx, dw, dbias);
            k.conv().backwardWeights(x, dy, options, dw, null);
            lab.compare(dw);
        }));
    }

    private static void products(List<ParityRow> rows, DType result) {
        for (int turned = 0; turned < 4; turned++) {
            boolean ta = (turned & 1) != 0;
            boolean tb = (turned & 2) != 0;
            rows.add(new ParityRow("mixed batch matmul to " + result + " turned " + turned, ROUNDING, (k, lab) -> {
                Buffer a = lab.normal(DType.BF16, ta ? new int[] {3, 33, 9} : new int[] {3, 9, 33});
                Buffer b = lab.uniform(DType.F32, -0.2, 0.2, tb ? new int[] {3, 15, 33} : new int[] {3, 33, 15});
                Buffer y = lab.target(result, new Shape(3, 9, 15));
                k.matmul().multiplyBatch(a, ta, b, tb, y);
                lab.compare(y);
            }));
            String name = "mixed matmul to " + result + (ta ? " a transposed" : "") + (tb ? " b transposed" : "");
            rows.add(new ParityRow(name, ROUNDING, (k, lab) -> {
                for (int types = 0; types < 4; types++) {
                    Buffer a = lab.normal((types & 1) == 0 ? DType.BF16 : DType.F32, ta ? 65 : 9, ta ? 9 : 65);
                    DType right = (types & 2) == 0 ? DType.BF16 : DType.F32;
                    Buffer b = lab.uniform(right, -0.2, 0.2, tb ? 15 : 65, tb ? 65 : 15);
                    Buffer y = lab.target(result, new Shape(9, 15));
                    k.matmul().multiply(a, ta, b, tb, null, y);
                    lab.compare(y);
                    if (result == DType.BF16 && right == DType.BF16) continue;
                    k.matmul().multiply(a, ta, b, tb, lab.normal(right, 15), y);
                    lab.compare(y);
                }
            }));
        }
    }
}
