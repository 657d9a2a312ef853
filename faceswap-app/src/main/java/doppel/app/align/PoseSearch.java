package doppel.app.align;

/**
 * Turns and moves a {@link SolidFace} until its {@link Contrast} is greatest: from several turns, along one number at a
 * time, with ever smaller steps. Poses far from a face that looks ahead cost a little, and so does leaving the eyes.
 */
final class PoseSearch {
    private static final double[] TURNS = {-0.30, 0, 0.30};
    private static final double[] TILTS = {-0.12, 0.12};
    /** First steps: shift and scale as parts of the scale, angles in radians, mouth. */
    private static final double[] STEPS = {0.04, 0.04, 0.05, 0.05, 0.12, 0.10, 0.05};

    private PoseSearch() {}

    static SolidFace fit(Contrast contrast, SolidFace start, boolean eyesSeen) {
        SolidFace best = start;
        double most = Double.NEGATIVE_INFINITY;
        for (double turn : TURNS) {
            for (double tilt : TILTS) {
                double[] v = start.values();
                v[4] = turn;
                v[5] = tilt;
                v[2] /= Math.cos(turn);
                double value = climb(contrast, start, v, eyesSeen);
                if (value > most) {
                    most = value;
                    best = SolidFace.of(v);
                }
            }
        }
        return best;
    }

    private static double climb(Contrast contrast, SolidFace start, double[] v, boolean eyesSeen) {
        double best = value(contrast, start, v, eyesSeen);
        for (double fine = 1; fine > 0.06; fine /= 2) {
            for (int round = 0; round < 4; round++) {
                double before = best;
                for (int i = 0; i < SolidFace.VALUES; i++) {
                    double step = STEPS[i] * fine * (i < 3 ? start.scale() : 1);
                    double old = v[i];
                    for (int sign = -1; sign <= 1; sign += 2) {
                        v[i] = old + sign * step;
                        double now = value(contrast, start, v, eyesSeen);
                        if (now > best) {
                            best = now;
                            old = v[i];
                        }
                    }
                    v[i] = old;
                }
                if (best == before) break;
            }
        }
        return best;
    }

    private static double value(Contrast contrast, SolidFace start, double[] v, boolean eyesSeen) {
        double loose = eyesSeen ? 0.06 : 0.15;
        double size = v[2] * Math.cos(v[4]);
        double off = square((v[0] - start.x()) / (loose * start.scale()))
                + square((v[1] - start.y()) / (loose * start.scale()))
                + square((size / start.scale() - 1) / (1.2 * loose))
                + square((v[3] - start.roll()) / (1.5 * loose));
        double pose = square(v[4] / 0.45) + square(v[5] / 0.30);
        double mouth = v[6] < 0 ? square(v[6] / 0.02) : square(v[6] / 0.15);
        return contrast.of(SolidFace.of(v)) - 0.03 * off - 0.05 * pose - 0.03 * mouth;
    }

    private static double square(double x) {
        return x * x;
    }
}
