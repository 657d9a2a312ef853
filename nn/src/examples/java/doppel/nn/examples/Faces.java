package doppel.nn.examples;

/** Chapter 8. Eight faces of nobody: ovals with hair, eyes, nose and mouth, each with colours and a shape of its own. */
final class Faces {
    static final int COUNT = 8;
    private static final int SAMPLES = 3; // per pixel and axis, so that edges are smooth

    private static final double[][] SKIN = {
        {0.60, 0.75, 0.95}, {0.35, 0.50, 0.75}, {0.70, 0.80, 0.98}, {0.22, 0.34, 0.52}
    };
    private static final double[][] HAIR = {
        {0.10, 0.12, 0.18}, {0.25, 0.65, 0.85}, {0.15, 0.30, 0.60}, {0.75, 0.75, 0.75}
    };
    private static final double[] WHITE = {0.96, 0.96, 0.96};
    private static final double[] DARK = {0.12, 0.10, 0.10};
    private static final double[] LIPS = {0.30, 0.25, 0.70};

    private Faces() {}

    /** All of them, {@code [8, edge, edge, 3]}, blue, green and red in 0..1. */
    static float[] draw(int edge) {
        float[] pixels = new float[COUNT * edge * edge * 3];
        int at = 0;
        for (int face = 0; face < COUNT; face++) {
            for (int i = 0; i < edge; i++) {
                for (int j = 0; j < edge; j++) {
                    double[] sum = new double[3];
                    for (int s = 0; s < SAMPLES * SAMPLES; s++) {
                        int row = s / SAMPLES;
                        int column = s % SAMPLES;
                        double y = (i + (row + 0.5) / SAMPLES) / edge * 2 - 1;
                        double x = (j + (column + 0.5) / SAMPLES) / edge * 2 - 1;
                        double[] colour = colour(face, x, y);
                        for (int c = 0; c < 3; c++) sum[c] += colour[c];
                    }
                    for (int c = 0; c < 3; c++) pixels[at++] = (float) (sum[c] / (SAMPLES * SAMPLES));
                }
            }
        }
        return pixels;
    }

    /** The colour of a face's picture at a point, x to the right and y downwards in -1..1. */
    private static double[] colour(int face, double x, double y) {
        double width = 0.52 + 0.05 * (face % 3);
        double turn = 0.08 * (face % 5 - 2); // where it looks
        double open = face % 2 == 0 ? 0.03 : 0.09; // the mouth
        double smile = 0.10 * (face % 4 - 1);
        double side = Math.abs(x - turn);
        if (within(side - 0.22, y + 0.12, 0.05, 0.06)) return DARK;
        if (within(side - 0.22, y + 0.12, 0.11, 0.075)) return WHITE;
        if (within(side - 0.22, y + 0.30, 0.14, 0.025)) return HAIR[face % 4];
        if (within(x - 1.3 * turn, y - 0.08, 0.045, 0.13)) return scaled(SKIN[face / 2], 0.85);
        if (within(x - turn, y - 0.42 + smile * 8 * (x - turn) * (x - turn), 0.22, open)) return LIPS;
        double hairline = -0.42 - 0.06 * (face % 3);
        if (within(x, y, width, 0.80)) return y < hairline ? HAIR[face % 4] : SKIN[face / 2];
        if (face >= 4 && within(x, y + 0.1, width + 0.16, 0.86)) return HAIR[face % 4]; // long hair
        return new double[] {0.45 + 0.05 * face, 0.55, 0.85 - 0.06 * face};
    }

    private static boolean within(double x, double y, double a, double b) {
        return x * x / (a * a) + y * y / (b * b) < 1;
    }

    private static double[] scaled(double[] colour, double factor) {
        return new double[] {factor * colour[0], factor * colour[1], factor * colour[2]};
    }
}
