package doppel.app.align;

import doppel.app.face.Landmarks;
import doppel.app.face.Similarity;
import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.FloatImage;
import doppel.app.image.Interpolation;
import doppel.app.image.Warp;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves the mean face in learned steps until it lies on a picture: {@code shape <- shape + M' (R f(picture, shape))},
 * where {@code f} are {@link Gradients} about the points where they are now, {@code R} is what a {@link Step} learned
 * and the rows of {@code M} are ways in which shapes change. Shapes live in a square of {@link #SIDE} pixels in which
 * the mean face stands upright; after each step the square is laid on the picture anew, by the similarity that carries
 * the shape nearest to the mean. Source: Xiong and De la Torre, "Supervised descent method and its applications to face
 * alignment", 2013; shapes that keep to few modes as in Cootes, Edwards and Taylor, "Active appearance models", 2001.
 */
final class ShapeCascade {
    static final int SIDE = 96;

    /** The points that are looked about. */
    static final int[] SEEN = {
        0, 2, 4, 6, 8, 10, 12, 14, 16, 17, 19, 21, 22, 24, 26, 27, 29, 30, 31, 33, 35, 36, 37, 39, 41, 42, 44, 45, 46,
        48, 51, 54, 57, 62, 66
    };

    /** Numbers a step reads; the last one is always 1. */
    static final int FEATURES = SEEN.length * Gradients.VALUES + 1;

    private static final int MAGIC = 0x44504c31;

    private static final int VALUES = 2 * Landmarks.COUNT;
    private static final int MOST_STEPS = 16;

    /**
     * One step.
     *
     * @param blur radius of a cell in pixels of the square, below half of its side
     * @param reach distance of the cells' middles from a point on each axis
     * @param weights {@code [modes, features]}: {@code R}
     */
    record Step(int blur, double reach, float[] weights) {}

    /** The mean face in the square, {@code x0, y0, ...}. */
    final double[] mean;
    /** {@code [modes, 136]}: {@code M}, of rows that are orthonormal. */
    final float[] modes;

    final List<Step> steps;

    ShapeCascade(double[] mean, float[] modes, List<Step> steps) {
        this.mean = mean;
        this.modes = modes;
        this.steps = steps;
    }

    /** A shape in the square, and where the square lies. */
    record Fit(double[] shape, Affine toSquare) {}

    /** The points in a gray picture of values 0..1; {@code toSquare} says where the square lies at first. */
    Landmarks find(FloatImage gray, Affine toSquare) {
        Fit fit = new Fit(mean.clone(), toSquare);
        for (Step step : steps) fit = move(step, fit, features(step, fit, square(gray, fit)));
        return new Landmarks(fit.shape()).map(fit.toSquare().inverse());
    }

    /** The picture in the square. */
    static float[] square(FloatImage gray, Fit fit) {
        return Warp.affine(gray, fit.toSquare(), SIDE, SIDE, Interpolation.LINEAR, Border.REPLICATE)
                .data();
    }

    /** What a step reads about the points of a shape in the square: {@code f}. */
    static float[] features(Step step, Fit fit, float[] square) {
        Gradients gradients = new Gradients(square, SIDE, step.blur());
        float[] out = new float[FEATURES];
        for (int i = 0; i < SEEN.length; i++) {
            int p = 2 * SEEN[i];
            gradients.read(fit.shape()[p], fit.shape()[p + 1], step.reach(), out, i * Gradients.VALUES);
        }
        out[FEATURES - 1] = 1;
        return out;
    }

    /** Changes the shape and lays the square so that the mean face fits it again. */
    Fit move(Step step, Fit fit, float[] features) {
        double[] shape = fit.shape().clone();
        for (int m = 0; m < modes.length / shape.length; m++) {
            double change = 0;
            for (int f = 0; f < FEATURES; f++) change += step.weights()[m * FEATURES + f] * features[f];
            for (int k = 0; k < shape.length; k++) shape[k] += change * modes[m * shape.length + k];
        }
        Affine upright = Similarity.fit(shape, mean);
        return new Fit(new Landmarks(shape).map(upright).xy(), fit.toSquare().then(upright));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if it is not such a file, is cut off or too long, or holds numbers that cannot be
     */
    static ShapeCascade read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(new BufferedInputStream(in));
        try {
            if (data.readInt() != MAGIC) throw new IOException("shape cascade: not a cascade of this program");
            int count = data.readUnsignedByte();
            int steps = data.readUnsignedByte();
            int features = data.readUnsignedShort();
            if (count < 1 || count > VALUES || steps < 1 || steps > MOST_STEPS || features != FEATURES) {
                throw new IOException("shape cascade: %d modes, %d steps, %d features, wanted 1..%d, 1..%d, %d"
                        .formatted(count, steps, features, VALUES, MOST_STEPS, FEATURES));
            }
            double[] mean = new double[VALUES];
            for (int i = 0; i < mean.length; i++) mean[i] = within(data.readFloat(), -SIDE, 2 * SIDE);
            float[] modes = new float[count * VALUES];
            for (int i = 0; i < modes.length; i++) modes[i] = within(data.readFloat(), -1.001f, 1.001f);
            List<Step> all = new ArrayList<>();
            for (int s = 0; s < steps; s++) {
                int blur = (int) within(data.readUnsignedByte(), 0, SIDE / 2 - 1);
                double reach = within(data.readFloat(), 0, SIDE);
                float[] weights = new float[count * FEATURES];
                for (int i = 0; i < weights.length; i++) {
                    weights[i] = within(Float.float16ToFloat(data.readShort()), -65504, 65504);
                }
                all.add(new Step(blur, reach, weights));
            }
            if (data.read() >= 0) throw new IOException("shape cascade: more bytes than its counts say");
            return new ShapeCascade(mean, modes, List.copyOf(all));
        } catch (EOFException e) {
            throw new IOException("shape cascade: cut off", e);
        }
    }

    private static float within(float value, float least, float most) throws IOException {
        if (value >= least && value <= most) return value;
        throw new IOException("shape cascade: the number %s, wanted %s..%s".formatted(value, least, most));
    }

    /** Big-endian: magic, counts, mean and modes as floats, then the steps with their weights in half precision. */
    void write(DataOutputStream data) throws IOException {
        data.writeInt(MAGIC);
        data.writeByte(modes.length / mean.length);
        data.writeByte(steps.size());
        data.writeShort(FEATURES);
        for (double v : mean) data.writeFloat((float) v);
        for (float v : modes) data.writeFloat(v);
        for (Step step : steps) {
            data.writeByte(step.blur());
            data.writeFloat((float) step.reach());
            for (float v : step.weights()) data.writeShort(Float.floatToFloat16(v));
        }
        data.flush();
    }
}
