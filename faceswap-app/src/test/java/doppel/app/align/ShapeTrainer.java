package doppel.app.align;

import doppel.app.demo.Crowd;
import doppel.app.face.Landmarks;
import doppel.app.face.Similarity;
import doppel.app.image.Affine;
import doppel.app.image.ColorSpace;
import doppel.app.image.FloatImage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Learns the {@link ShapeCascade} that the app carries as {@code landmarks.bin} from faces that {@link Crowd} draws: no
 * picture from outside goes into it. Arguments: how many people, stills of each, and the file to write; what is carried
 * was learned from 180 people with 16 stills each, less the last few.
 */
final class ShapeTrainer {
    private static final int MODES = 32;
    private static final int STARTS = 5;
    private static final int[] BLURS = {4, 3, 2, 2, 2};
    private static final double[] REACHES = {7, 5.5, 4, 3.5, 3};
    private static final double RIDGE = 8e-3;
    /** Distance of the outer eye corners in the square. */
    private static final double CORNERS = 40;

    /** A gray picture, 0..255, and its truth. */
    record Sample(byte[] gray, int width, int height, Landmarks truth) {
        FloatImage picture() {
            float[] data = new float[gray.length];
            for (int i = 0; i < data.length; i++) data[i] = (gray[i] & 0xFF) / 255f;
            return new FloatImage(width, height, 1, data);
        }
    }

    private final List<Sample> samples;
    private final SplittableRandom random = new SplittableRandom(1);
    private final double[] mean;
    private final float[] modes;

    ShapeTrainer(List<Sample> samples) {
        this.samples = samples;
        mean = meanShape();
        modes = learnModes();
    }

    public static void main(String[] args) throws IOException {
        int people = Integer.parseInt(args[0]);
        int stills = Integer.parseInt(args[1]);
        List<Sample> samples = new ArrayList<>();
        for (int p = 0; p < people; p++) {
            Crowd crowd = new Crowd(5000 + p);
            for (int s = 0; s < stills; s++) {
                Crowd.Still still = crowd.next();
                FloatImage gray = ColorSpace.grayOf(still.frame());
                byte[] bytes = new byte[gray.data().length];
                for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) Math.round(255 * gray.data()[i]);
                samples.add(new Sample(bytes, gray.width(), gray.height(), still.truth()));
            }
        }
        write(new ShapeTrainer(samples).learn(), Path.of(args[2]));
    }

    static void write(ShapeCascade cascade, Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            cascade.write(out);
        }
    }

    /** The mean of all shapes after each is laid on the mean, its eyes level and {@link #CORNERS} apart. */
    private double[] meanShape() {
        double[] shape = samples.get(0).truth().xy();
        for (int round = 0; round < 5; round++) {
            double dx = shape[90] - shape[72];
            double dy = shape[91] - shape[73];
            double[] from = {shape[72], shape[73], shape[90], shape[91]};
            double[] to = {0, 0, CORNERS, 0};
            shape = new Landmarks(shape).map(Similarity.fit(from, to)).xy();
            if (!(Math.hypot(dx, dy) > 0)) throw new IllegalStateException("mean shape: no eyes");
            double[] sum = new double[shape.length];
            for (Sample s : samples) {
                double[] laid =
                        s.truth().map(Similarity.fit(s.truth().xy(), shape)).xy();
                for (int k = 0; k < sum.length; k++) sum[k] += laid[k] / samples.size();
            }
            shape = sum;
        }
        double left = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < shape.length; k += 2) {
            left = Math.min(left, shape[k]);
            right = Math.max(right, shape[k]);
            top = Math.min(top, shape[k + 1]);
            bottom = Math.max(bottom, shape[k + 1]);
        }
        for (int k = 0; k < shape.length; k += 2) {
            shape[k] += ShapeCascade.SIDE / 2.0 - (left + right) / 2;
            shape[k + 1] += ShapeCascade.SIDE / 2.0 - (top + bottom) / 2;
        }
        return shape;
    }

    /** Shift, turn and size, then the principal components of what is left of the shapes. */
    private float[] learnModes() {
        int n = mean.length;
        double[][] basis = new double[MODES][n];
        for (int k = 0; k < n; k += 2) {
            basis[0][k] = 1;
            basis[1][k + 1] = 1;
            basis[2][k] = mean[k] - ShapeCascade.SIDE / 2.0;
            basis[2][k + 1] = mean[k + 1] - ShapeCascade.SIDE / 2.0;
            basis[3][k] = -basis[2][k + 1];
            basis[3][k + 1] = basis[2][k];
        }
        for (int m = 0; m < 4; m++) orthonormal(basis, m);
        double[][] covariance = new double[n][n];
        for (Sample s : samples) {
            double[] d = s.truth().map(Similarity.fit(s.truth().xy(), mean)).xy();
            for (int k = 0; k < n; k++) d[k] -= mean[k];
            for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) covariance[i][j] += d[i] * d[j] / samples.size();
        }
        for (int m = 4; m < MODES; m++) {
            double[] v = basis[m];
            for (int k = 0; k < n; k++) v[k] = random.nextDouble() - 0.5;
            for (int round = 0; round < 300; round++) {
                orthonormal(basis, m);
                double[] w = new double[n];
                for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) w[i] += covariance[i][j] * v[j];
                System.arraycopy(w, 0, v, 0, n);
            }
            orthonormal(basis, m);
        }
        float[] out = new float[MODES * n];
        for (int m = 0; m < MODES; m++) for (int k = 0; k < n; k++) out[m * n + k] = (float) basis[m][k];
        return out;
    }

    private static void orthonormal(double[][] basis, int m) {
        double[] v = basis[m];
        for (int round = 0; round < 2; round++) {
            for (int o = 0; o < m; o++) {
                double dot = 0;
                for (int k = 0; k < v.length; k++) dot += v[k] * basis[o][k];
                for (int k = 0; k < v.length; k++) v[k] -= dot * basis[o][k];
            }
        }
        double length = Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
        for (int k = 0; k < v.length; k++) v[k] /= length;
    }

    ShapeCascade learn() {
        int n = samples.size() * STARTS;
        ShapeCascade.Fit[] fits = new ShapeCascade.Fit[n];
        for (int i = 0; i < n; i++)
            fits[i] = new ShapeCascade.Fit(
                    mean.clone(), start(samples.get(i / STARTS).truth()));
        List<ShapeCascade.Step> steps = new ArrayList<>();
        for (int s = 0; s < BLURS.length; s++) {
            ShapeCascade.Step blank = new ShapeCascade.Step(BLURS[s], REACHES[s], new float[0]);
            float[][] features = new float[n][];
            double[][] targets = new double[n][];
            double before = 0;
            for (int i = 0; i < n; i++) {
                Sample sample = samples.get(i / STARTS);
                features[i] =
                        ShapeCascade.features(blank, fits[i], spoiled(ShapeCascade.square(sample.picture(), fits[i])));
                double[] truth = sample.truth().map(fits[i].toSquare()).xy();
                targets[i] = project(truth, fits[i].shape());
                before += error(truth, fits[i].shape()) / n;
            }
            ShapeCascade.Step step = new ShapeCascade.Step(BLURS[s], REACHES[s], Ridge.solve(features, targets, RIDGE));
            steps.add(step);
            ShapeCascade cascade = new ShapeCascade(mean, modes, steps);
            double after = 0;
            for (int i = 0; i < n; i++) {
                fits[i] = cascade.move(step, fits[i], features[i]);
                after += error(
                                samples.get(i / STARTS)
                                        .truth()
                                        .map(fits[i].toSquare())
                                        .xy(),
                                fits[i].shape())
                        / n;
            }
            System.out.printf("step %d: error %.2f -> %.2f %% of the distance of the eyes%n", s, before, after);
        }
        return new ShapeCascade(mean, modes, steps);
    }

    private double[] project(double[] truth, double[] shape) {
        double[] out = new double[MODES];
        for (int m = 0; m < MODES; m++) {
            for (int k = 0; k < shape.length; k++) out[m] += modes[m * shape.length + k] * (truth[k] - shape[k]);
        }
        return out;
    }

    private static double error(double[] truth, double[] shape) {
        double sum = 0;
        for (int k = 0; k < shape.length; k += 2) sum += Math.hypot(truth[k] - shape[k], truth[k + 1] - shape[k + 1]);
        return 100 * sum / Landmarks.COUNT / Math.hypot(truth[90] - truth[72], truth[91] - truth[73]);
    }

    /** A square as a detector's box would lay it: off by chance in place, size and turn. */
    private Affine start(Landmarks truth) {
        Affine exact = Similarity.fit(truth.xy(), mean);
        double lean = random.nextDouble() < 0.7 ? 0.06 * bell() : 0.9 * (random.nextDouble() - 0.5);
        double turn = lean - Math.atan2(exact.c(), exact.a());
        double size = Math.exp(0.09 * bell());
        double c = size * Math.cos(turn);
        double s = size * Math.sin(turn);
        double mid = ShapeCascade.SIDE / 2.0;
        double shiftX = 0.10 * CORNERS * bell();
        double shiftY = 0.10 * CORNERS * bell();
        return exact.then(new Affine(c, -s, mid - c * mid + s * mid + shiftX, s, c, mid - s * mid - c * mid + shiftY));
    }

    /** About a normal deviate. */
    private double bell() {
        double sum = -6;
        for (int i = 0; i < 12; i++) sum += random.nextDouble();
        return sum;
    }

    /** Blurs and noises a picture by chance, as cameras and codecs do. */
    private float[] spoiled(float[] square) {
        int side = ShapeCascade.SIDE;
        float[] out = square.clone();
        int passes = random.nextInt(4);
        for (int p = 0; p < passes; p++) {
            float[] from = out.clone();
            for (int y = 1; y + 1 < side; y++) {
                for (int x = 1; x + 1 < side; x++) {
                    int at = y * side + x;
                    out[at] = (4 * from[at] + from[at - 1] + from[at + 1] + from[at - side] + from[at + side]) / 8;
                }
            }
        }
        float noise = 0.025f * random.nextFloat();
        for (int i = 0; i < out.length; i++) out[i] += noise * (float) (2 * random.nextDouble() - 1);
        return out;
    }
}
