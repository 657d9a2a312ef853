package doppel.app.align;

import doppel.app.image.FloatImage;

/**
 * How well a {@link SolidFace} lies on a gray picture: eyes, brows, nostrils and the line between the lips should be
 * darker than the skin beside them. Each feature is a place of the solid face that is compared with a few places about
 * it; the value is the weighted mean of the differences over the spread of the gray values in the picture.
 */
final class Contrast {
    /** A dark place of the solid face, the skin places it is held against, and how much it counts. */
    private record Feature(double[][] dark, double[][] bright, double weight) {}

    private static final Feature[] FEATURES = features();

    private final FloatImage gray;
    private final double spread;
    private final double[] at = new double[2];

    /** @param gray one channel, blurred by about a tenth of the distance of the eyes */
    Contrast(FloatImage gray) {
        this.gray = gray;
        double sum = 0;
        double squares = 0;
        for (float v : gray.data()) {
            sum += v;
            squares += v * v;
        }
        int n = gray.data().length;
        spread = Math.sqrt(Math.max(1e-6, squares / n - sum * sum / n / n));
    }

    private static Feature[] features() {
        Feature[] all = new Feature[17];
        int n = 0;
        for (int eye : new int[] {36, 42}) {
            double x = 0;
            double y = 0;
            double z = 0;
            for (int i = eye; i < eye + 6; i++) {
                x += SolidFace.rest(i, 0) / 6;
                y += SolidFace.rest(i, 1) / 6;
                z += SolidFace.rest(i, 2) / 6;
            }
            double[][] dark = {{x, y, z}, {x - 0.06, y, z}, {x + 0.06, y, z}};
            double[][] bright = {{x, y + 0.20, z}, {x - 0.1, y + 0.2, z}, {x + 0.1, y + 0.2, z}, {x, y - 0.10, z}};
            all[n++] = new Feature(dark, bright, 2.0);
        }
        for (int i : new int[] {18, 19, 20, 23, 24, 25}) {
            all[n++] = new Feature(new double[][] {moved(i, 0, 0.01)}, new double[][] {moved(i, 0, -0.13)}, 0.5);
        }
        for (int i : new int[] {32, 34}) {
            double out = i == 32 ? -0.16 : 0.16;
            double[][] bright = {moved(i, 0, -0.16), moved(i, 0, 0.12), moved(i, out, 0)};
            all[n++] = new Feature(new double[][] {moved(i, 0, 0)}, bright, 1.0);
        }
        for (int i : new int[] {60, 61, 62, 63, 64}) {
            double[][] bright = {moved(i, 0, -0.16), moved(i, 0, 0.17)};
            all[n++] = new Feature(new double[][] {moved(i, 0, 0)}, bright, 0.6);
        }
        for (int i : new int[] {60, 64}) {
            double out = i == 60 ? -0.14 : 0.14;
            all[n++] = new Feature(new double[][] {moved(i, 0, 0)}, new double[][] {moved(i, out, 0)}, 0.6);
        }
        return all;
    }

    private static double[] moved(int i, double dx, double dy) {
        return new double[] {SolidFace.rest(i, 0) + dx, SolidFace.rest(i, 1) + dy, SolidFace.rest(i, 2)};
    }

    /** The weighted mean contrast of the face; greater is better. */
    double of(SolidFace face) {
        double sum = 0;
        double weights = 0;
        for (Feature f : FEATURES) {
            double difference = (mean(face, f.bright()) - mean(face, f.dark())) / spread;
            sum += f.weight() * Math.clamp(difference, -1.0, 2.0);
            weights += f.weight();
        }
        return sum / weights;
    }

    private double mean(SolidFace face, double[][] places) {
        double sum = 0;
        for (double[] p : places) {
            face.project(p[0], p[1], p[2], at);
            sum += value(at[0], at[1]);
        }
        return sum / places.length;
    }

    private double value(double x, double y) {
        double cx = Math.clamp(x, 0.0, gray.width() - 1.001);
        double cy = Math.clamp(y, 0.0, gray.height() - 1.001);
        int ix = (int) cx;
        int iy = (int) cy;
        double fx = cx - ix;
        double fy = cy - iy;
        double top = gray.at(ix, iy, 0) * (1 - fx) + gray.at(ix + 1, iy, 0) * fx;
        double bottom = gray.at(ix, iy + 1, 0) * (1 - fx) + gray.at(ix + 1, iy + 1, 0) * fx;
        return top * (1 - fy) + bottom * fy;
    }
}
