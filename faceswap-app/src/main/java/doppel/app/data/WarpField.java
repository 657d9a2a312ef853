package doppel.app.data;

import java.util.random.RandomGenerator;

/**
 * A smooth random displacement of a square picture. Noise sits on a coarse grid of a half, a quarter or an eighth of
 * the edge and is interpolated between; the outermost grid lines stay. A noise value is {@code 0.24 cell z}, z normal
 * within 2.5 deviations over 2.5; DeepFaceLab adds two of them, here independent values of the same deviation are drawn
 * for x and for y.
 */
final class WarpField {
    private static final double AMOUNT = 0.24;
    private static final double CUT = 2.5;

    private WarpField() {}

    /**
     * Draws a field.
     *
     * @param edge of the picture, in pixels, at least 16
     * @param coupled whether y follows x mirrored at the diagonal, as in DeepFaceLab
     */
    static GridField draw(RandomGenerator random, int edge, boolean coupled) {
        int cell = edge / (2 << random.nextInt(3));
        int points = edge / cell + 1;
        double[] first = noise(random, points, cell);
        double[] second = noise(random, points, cell);
        double[] dx = new double[points * points];
        double[] dy = new double[points * points];
        for (int y = 0; y < points; y++) {
            for (int x = 0; x < points; x++) {
                int i = y * points + x;
                int mirrored = x * points + y;
                dx[i] = coupled ? first[i] + second[mirrored] : Math.sqrt(2) * first[i];
                dy[i] = coupled ? first[mirrored] + second[i] : Math.sqrt(2) * second[i];
            }
        }
        return new GridField(cell, points, dx, dy);
    }

    private static double[] noise(RandomGenerator random, int points, int cell) {
        double[] noise = new double[points * points];
        for (int y = 1; y < points - 1; y++) {
            for (int x = 1; x < points - 1; x++) {
                double z = random.nextGaussian();
                while (Math.abs(z) > CUT) z = random.nextGaussian();
                noise[y * points + x] = z / CUT * AMOUNT * cell;
            }
        }
        return noise;
    }
}
