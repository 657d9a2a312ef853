package doppel.benchmarks.gpu;

import doppel.app.model.TrainingStep;
import java.util.Random;

/**
 * Faces of one identity that have a face's parts and no more: soft spots of colour on a ground, and round masks. The
 * same pixels on every machine.
 *
 * @param pictures {@code [n, r, r, 3]}
 * @param masks {@code [n, r, r, 1]}, of the face
 * @param eyesMouths {@code [n, r, r, 1]}
 */
public record Faces(float[] pictures, float[] masks, float[] eyesMouths) {
    private static final int SPOTS = 5;

    /**
     * Draws them.
     *
     * @param seed of the pictures
     */
    public static Faces of(int n, int resolution, long seed) {
        return new Faces(pictures(n, resolution, seed), discs(n, resolution, 0.42), discs(n, resolution, 0.15));
    }

    /** Puts them where a step looks for them. */
    public void upload(TrainingStep.Faces target) {
        target.input().upload(pictures);
        target.targets().image().upload(pictures);
        target.targets().mask().upload(masks);
        target.targets().eyesMouth().upload(eyesMouths);
    }

    private static float[] discs(int n, int r, double radius) {
        float[] mask = new float[n * r * r];
        for (int i = 0; i < mask.length; i++) {
            double x = (i % r + 0.5) / r - 0.5;
            double y = (i / r % r + 0.5) / r - 0.5;
            mask[i] = x * x + y * y < radius * radius ? 1 : 0;
        }
        return mask;
    }

    private static float[] pictures(int n, int r, long seed) {
        var random = new Random(seed);
        float[] pixels = new float[n * r * r * 3];
        for (int picture = 0; picture < n; picture++) {
            float[] across = new float[r];
            float[] down = new float[r];
            for (int spot = 0; spot < SPOTS; spot++) {
                double width = 0.05 + 0.2 * random.nextDouble();
                bell(across, random.nextDouble(), width);
                bell(down, random.nextDouble(), width);
                float[] colour = {random.nextFloat(), random.nextFloat(), random.nextFloat()};
                int at = picture * r * r * 3;
                for (int i = 0; i < r * r * 3; i++) {
                    float weight = across[i / 3 % r] * down[i / 3 / r];
                    pixels[at + i] += weight * (colour[i % 3] - pixels[at + i]);
                }
            }
        }
        return pixels;
    }

    private static void bell(float[] line, double centre, double width) {
        for (int i = 0; i < line.length; i++) {
            double d = ((i + 0.5) / line.length - centre) / width;
            line[i] = (float) StrictMath.exp(-d * d / 2);
        }
    }
}
