package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Lab;
import doppel.kernels.Shape;
import doppel.kernels.host.Elements;
import java.util.Random;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against one look-up through placing and field in double precision. */
@ParameterizedClass(name = "last block and thread first: {0}")
@ValueSource(booleans = {false, true})
class PrepTest {
    @Parameter
    boolean backwards;

    private static final int H = 21;
    private static final int W = 24;
    private static final int EDGE = 19;

    @ParameterizedTest(name = "{0}, pitch {1}, planar {2}, {3} points, colours {4}")
    @CsvSource({
        "F32, 3, false, 0, false",
        "F32, 8, true, 3, true",
        "BF16, 8, false, 9, false",
        "BF16, 8, true, 5, true",
        "F32, 4, false, 2, true"
    })
    void samplesAreLookedUpThroughPlacingAndField(DType type, int pitch, boolean planar, int points, boolean colours) {
        int n = 2;
        int masks = 2;
        var random = new Random(5);
        float[] floats = new float[n * LaunchedPictures.PREP_SAMPLE_FLOATS];
        PrepSample[] samples = new PrepSample[n];
        for (int i = 0; i < n; i++) {
            samples[i] = sample(random, points, colours);
            System.arraycopy(samples[i].floats(), 0, floats, i * 192, 192);
        }
        try (EmulatedKernels kernels = new EmulatedKernels(backwards);
                Lab lab = new Lab(kernels, type)) {
            Buffer pictures = lab.uniform(DType.U8, 0, 255, n, H, W, 3);
            Buffer mask = lab.uniform(DType.U8, 0, 255, n, H, W, masks);
            Buffer parameters = lab.target(DType.F32, new Shape(n, 192));
            kernels.memory().upload(floats, parameters);
            Buffer input = lab.target(n, EDGE, EDGE, pitch);
            Shape three = planar ? new Shape(n, 3, EDGE, EDGE) : new Shape(n, EDGE, EDGE, 3);
            Shape two = planar ? new Shape(n, masks, EDGE, EDGE) : new Shape(n, EDGE, EDGE, masks);
            Buffer target = lab.target(DType.F32, three);
            Buffer placed = lab.target(DType.F32, two);
            var prep = new LaunchedPictures(kernels.launcher(), kernels.memory());
            prep.prepare(pictures, mask, parameters, input, target, placed, planar);
            Approximately.same(
                    i -> {
                        int pixel = i / pitch % (EDGE * EDGE);
                        int s = i / pitch / EDGE / EDGE;
                        if (i % pitch >= 3) return 0;
                        double[] q = moved(samples[s], place(samples[s], pixel));
                        return coloured(samples[s], samples[s].colours().inputs(), cubic(pictures, s, q))[i % pitch];
                    },
                    input,
                    2e-4);
            Approximately.same(
                    i -> {
                        int[] at = locate(i, 3, planar);
                        double[] q = place(samples[at[0]], at[1]);
                        PrepSample s = samples[at[0]];
                        return coloured(s, s.colours().targets(), cubic(pictures, at[0], q))[at[2]];
                    },
                    target,
                    2e-4);
            Approximately.same(
                    i -> {
                        int[] at = locate(i, masks, planar);
                        return linear(mask, at[0], place(samples[at[0]], at[1]), at[2], masks);
                    },
                    placed,
                    2e-5);
        }
    }

    private static PrepSample sample(Random random, int points, boolean colours) {
        double angle = random.nextDouble(-0.3, 0.3);
        double scale = random.nextDouble(0.8, 1.3);
        float[] inverse = {
            (float) (-scale * Math.cos(angle)), // mirrored
            (float) (scale * Math.sin(angle)),
            random.nextFloat(14, 22),
            (float) (scale * Math.sin(angle)),
            (float) (scale * Math.cos(angle)),
            random.nextFloat(-4, 3)
        };
        float[] dx = new float[points * points];
        float[] dy = new float[points * points];
        for (int i = 0; i < dx.length; i++) {
            dx[i] = random.nextFloat(-3, 3);
            dy[i] = random.nextFloat(-3, 3);
        }
        var field = points == 0 ? PrepSample.Field.NONE : new PrepSample.Field(points, 20f / (points - 1), dx, dy);
        var change = new PrepSample.Colours(
                random.nextFloat(-90, 90),
                random.nextFloat(-0.3f, 0.3f),
                random.nextFloat(-0.2f, 0.2f),
                new float[] {1.1f, 0.9f, 1},
                new float[] {0.05f, -0.02f, 0},
                true,
                random.nextBoolean());
        return new PrepSample(inverse, field, colours ? change : PrepSample.Colours.NONE);
    }

    /** Picture, pixel and channel of an element of the targets. */
    private static int[] locate(int i, int c, boolean planar) {
        int area = EDGE * EDGE;
        return planar
                ? new int[] {i / area / c, i % area, i / area % c}
                : new int[] {i / c / area, i / c % area, i % c};
    }

    private static double[] place(PrepSample s, int pixel) {
        int x = pixel % EDGE;
        int y = pixel / EDGE;
        float[] m = s.inverse();
        return new double[] {(double) m[0] * x + (double) m[1] * y + m[2], (double) m[3] * x + (double) m[4] * y + m[5]
        };
    }

    private static double[] moved(PrepSample s, double[] q) {
        PrepSample.Field f = s.field();
        if (f.points() == 0) return q;
        double gx = Math.clamp((q[0] + 0.5) / f.cell(), 0, f.points() - 1);
        double gy = Math.clamp((q[1] + 0.5) / f.cell(), 0, f.points() - 1);
        return new double[] {q[0] + field(f.dx(), f.points(), gx, gy), q[1] + field(f.dy(), f.points(), gx, gy)};
    }

    /** The sum of the grid's tents. */
    private static double field(float[] grid, int points, double x, double y) {
        double sum = 0;
        for (int i = 0; i < grid.length; i++) {
            int row = i / points;
            double u = Math.max(0, 1 - Math.abs(x - i % points));
            double v = Math.max(0, 1 - Math.abs(y - row));
            sum += u * v * grid[i];
        }
        return sum;
    }

    private static double[] cubic(Buffer pictures, int n, double[] q) {
        double[] bgr = new double[3];
        int column = (int) Math.floor(q[0]);
        int row = (int) Math.floor(q[1]);
        for (int i = row - 1; i <= row + 2; i++) {
            for (int j = column - 1; j <= column + 2; j++) {
                double weight = kernel(q[1] - i) * kernel(q[0] - j);
                int at = (n * H + Math.clamp(i, 0, H - 1)) * W + Math.clamp(j, 0, W - 1);
                for (int k = 0; k < 3; k++) bgr[k] += weight * Elements.get(pictures, at * 3 + k) / 255;
            }
        }
        for (int k = 0; k < 3; k++) bgr[k] = Math.clamp(bgr[k], 0, 1);
        return bgr;
    }

    /** Keys' cubic with a = -0.75. */
    private static double kernel(double d) {
        double a = -0.75;
        double x = Math.abs(d);
        if (x <= 1) return (a + 2) * x * x * x - (a + 3) * x * x + 1;
        return x < 2 ? a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a : 0;
    }

    private static double linear(Buffer masks, int n, double[] q, int k, int count) {
        double sum = 0;
        for (int i = 0; i < H; i++) {
            for (int j = 0; j < W; j++) {
                double weight = Math.max(0, 1 - Math.abs(q[1] - i)) * Math.max(0, 1 - Math.abs(q[0] - j));
                sum += weight * Elements.get(masks, ((n * H + i) * W + j) * count + k) / 255;
            }
        }
        return sum;
    }

    private static double[] coloured(PrepSample s, boolean wanted, double[] bgr) {
        if (!wanted) return bgr;
        PrepSample.Colours c = s.colours();
        for (int k = 0; k < 3; k++) bgr[k] = Math.clamp(bgr[k] * c.gain()[k] + c.offset()[k], 0, 1);
        return LaunchedPicturesTest.shifted(bgr, c.hue(), c.saturation(), c.value());
    }
}
