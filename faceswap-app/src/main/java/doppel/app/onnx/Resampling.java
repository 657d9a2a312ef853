package doppel.app.onnx;

import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.ops.BilinearResize;
import doppel.tensor.ops.NearestResize;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * {@code Resize} and its forerunner {@code Upsample}: nearest where it repeats pixels as our kernel does, bilinear
 * between pixel centres. Sizes come from an attribute, a constant or the host.
 */
final class Resampling {
    private static final int SIDE_LIMIT = 1 << 16;

    private Resampling() {}

    static Step resize(NodeSetup setup) throws IOException {
        OnnxNode node = setup.node();
        boolean early = node.inputs().size() == 2; // operator set 10: x, scales
        String mode = node.text("mode", "nearest");
        String positions = node.text("coordinate_transformation_mode", early ? "asymmetric" : "half_pixel");
        String rounding = node.text("nearest_mode", early ? "floor" : "round_prefer_floor");
        setup.demand(!node.flag("antialias"), "antialias");
        setup.demand(!node.has("axes"), "axes");
        setup.demand(node.text("keep_aspect_ratio_policy", "stretch").equals("stretch"), "keep_aspect_ratio_policy");
        return step(setup, mode, positions, rounding, early ? 1 : 2, 3);
    }

    static Step upsample(NodeSetup setup) throws IOException {
        return step(setup, setup.node().text("mode", "nearest"), "asymmetric", "floor", 1, -1);
    }

    private static Step step(
            NodeSetup setup, String mode, String positions, String rounding, int scalesInput, int sizesInput)
            throws IOException {
        boolean halfPixel = positions.equals("half_pixel") || positions.equals("pytorch_half_pixel");
        boolean linear = mode.equals("linear") || mode.equals("bilinear");
        boolean asymmetric = positions.equals("asymmetric");
        boolean rounds = rounding.startsWith("round_");
        setup.demand(
                linear
                        ? halfPixel
                        : mode.equals("nearest") && (asymmetric ? rounding.equals("floor") : halfPixel && rounds),
                "mode %s, coordinates %s, %s".formatted(mode, positions, rounding));
        float @Nullable [] fixed = setup.node().reals("scales");
        return run -> {
            Tensor x = run.tensor(0).channelsLast(run.scope());
            int[] to = target(run, x.shape(), fixed, scalesInput, sizesInput);
            int h = x.shape().size(1);
            int w = x.shape().size(2);
            if (linear) {
                if (positions.startsWith("pytorch") && ((to[0] == 1 && h > 1) || (to[1] == 1 && w > 1))) {
                    throw new IllegalArgumentException("not supported: " + positions + " down to one pixel");
                }
                return GraphTensor.channelsLast(run.apply(new BilinearResize(to[0], to[1]), x));
            }
            if (halfPixel && (to[0] % h != 0 || to[1] % w != 0)) { // whole factors come out the same either way
                throw new IllegalArgumentException("not supported: nearest from %d x %d to %d x %d by %s"
                        .formatted(w, h, to[1], to[0], positions));
            }
            return GraphTensor.channelsLast(run.apply(new NearestResize(to[0], to[1]), x));
        };
    }

    /** Height and width to be. */
    private static int[] target(NodeRun run, Shape x, float @Nullable [] fixed, int scalesInput, int sizesInput) {
        if (sizesInput > 0 && run.optional(sizesInput) instanceof OnnxTensor.Wholes sizes && sizes.length() > 0) {
            long[] s = sizes.values();
            if (s.length != 4 || s[0] != x.size(0) || s[1] != x.size(3)) {
                throw new IllegalArgumentException("not supported: sizes of other axes than height and width");
            }
            return new int[] {pixels((double) s[2]), pixels((double) s[3])};
        }
        float @Nullable [] scales = fixed;
        if (scales == null && run.value(scalesInput) instanceof OnnxTensor.Reals reals) scales = reals.values();
        if (scales == null || scales.length != 4 || scales[0] != 1 || scales[1] != 1) {
            throw new IllegalArgumentException("not supported: scales of other axes than height and width");
        }
        return new int[] {pixels(x.size(1) * (double) scales[2]), pixels(x.size(2) * (double) scales[3])};
    }

    private static int pixels(double size) {
        long whole = Math.round(size);
        if (Math.abs(size - whole) > 1e-3) {
            throw new IllegalArgumentException("not supported: resize to " + size + " pixels, which is not whole");
        }
        if (whole < 1 || whole > SIDE_LIMIT) throw new IllegalArgumentException("resize to " + whole + " pixels");
        return (int) whole;
    }
}
