package doppel.app.demo;

/** Brows, lashes and a short beard, hair by hair. */
final class FaceHair {
    private static final int POINTS = 4;

    private final Person person;
    private final FaceMap map;
    private final HeadShape shape;
    private final int seed;

    FaceHair(Person person, FaceMap map, HeadShape shape) {
        this.person = person;
        this.map = map;
        this.shape = shape;
        seed = person.seed() + 400;
    }

    /** Both brows and the beard. */
    Strands grow() {
        Strands strands = new Strands(POINTS, 0.12f, 1, 0.62f);
        for (int side = -1; side <= 1; side += 2) brow(strands, side);
        if (person.skin().beard() > 0) beard(strands);
        return strands;
    }

    private void brow(Strands strands, int side) {
        for (int i = 0; i < 260; i++) {
            int draw = i + (side > 0 ? 1000 : 0);
            double t = Noise.at(draw, 0, 0, seed);
            double half = map.browHalf(t);
            if (half < 0.02) continue;
            double off = 0.9 * half * (2 * Noise.at(draw, 1, 0, seed) - 1);
            double length = 0.30 + 0.35 * Noise.at(draw, 2, 0, seed);
            double slope = (map.browY(t + 0.05) - map.browY(t - 0.05)) / (map.browX(t + 0.05) - map.browX(t - 0.05));
            double angle = Math.atan(slope)
                    + Curve.mix(1.15, -0.12, Curve.step(-0.1, 0.45, t))
                    - 0.5 * off / half * Curve.step(0, 0.4, t);
            double[] xyz = new double[3 * POINTS];
            double[] light = new double[POINTS];
            for (int k = 0; k < POINTS; k++) {
                double s = length * k / (POINTS - 1);
                double x = map.browX(t) + s * Math.cos(angle - 0.5 * s);
                double y = map.browY(t) + off + s * Math.sin(angle - 0.5 * s);
                place(xyz, k, side * x, y, 0.03 + 0.05 * k / POINTS);
                light[k] = 0.9;
            }
            Rgb c = person.brow().color().times(0.7 + 0.5 * Noise.at(draw, 3, 0, seed));
            if (Noise.at(draw, 4, 0, seed) < 0.4 * person.hair().grey()) c = c.mix(Rgb.of(0xA8A49E), 0.6);
            strands.add(xyz, light, c);
        }
    }

    private void beard(Strands strands) {
        int wanted = 4200;
        for (int i = 0, grown = 0; grown < wanted && i < 60_000; i++) {
            double x = 7.0 * Noise.signed(i, seed + 1);
            double y = Curve.mix(person.skull().chinY() + 0.3, -2.6, Noise.at(i, 1, 0, seed + 1));
            if (Beard.at(person, map, x, y) < 0.15 + 0.8 * Noise.at(i, 2, 0, seed + 1)) continue;
            double z = shape.front(x, y);
            if (!(z > 0)) continue;
            double length = 0.28 + 0.22 * Noise.at(i, 3, 0, seed + 1);
            double out = x / 7 * 0.5 + 0.35 * Noise.signed(i, seed + 2);
            double[] xyz = new double[3 * POINTS];
            double[] light = new double[POINTS];
            for (int k = 0; k < POINTS; k++) {
                double s = length * k / (POINTS - 1);
                xyz[3 * k] = x + out * s;
                xyz[3 * k + 1] = y - 0.85 * s;
                xyz[3 * k + 2] = z + 0.03 + 0.30 * s;
                light[k] = 0.55 + 0.4 * k / (POINTS - 1);
            }
            Rgb c = person.hair().dark().mix(person.hair().light(), 0.6 * Noise.at(i, 4, 0, seed + 1));
            double chin = Curve.bell(x, y - person.skull().chinY(), 2.2, 3.0);
            if (Noise.at(i, 5, 0, seed + 1) < person.hair().grey() * (0.8 + 0.9 * chin)) c = Rgb.of(0xB4B0AA);
            strands.add(xyz, light, c);
            grown++;
        }
    }

    /** The upper lids' lashes, which move with the lids. */
    Strands lashes(double open) {
        Strands strands = new Strands(POINTS, 0.05f, 1, 0.8f);
        int n = 30;
        double longest = person.hair().length() > 6 ? 0.42 : 0.24;
        for (int side = -1; side <= 1; side += 2) {
            for (int i = 0; i < n; i++) {
                double u = Curve.mix(-0.75, 1.0, (i + 0.6 * Noise.at(i, 3, 0, seed)) / n);
                double v = map.upperLid(u, open) + 0.01;
                double length = longest * (0.6 + 0.4 * Noise.at(i, 4, 0, seed)) * (0.7 + 0.35 * u);
                double z = shape.front(map.eyeX(u, v), map.eyeY(u, v));
                double lift = Curve.mix(-0.55, 0.55, open);
                double[] xyz = new double[3 * POINTS];
                double[] light = new double[POINTS];
                for (int k = 0; k < POINTS; k++) {
                    double s = (double) k / (POINTS - 1);
                    double a = u + 0.30 * length * s * (u + 0.15);
                    double b = v + length * (lift * s * s - 0.10 * s * (1 - s));
                    xyz[3 * k] = side * map.eyeX(a, b);
                    xyz[3 * k + 1] = map.eyeY(a, b);
                    xyz[3 * k + 2] = z + 0.05 + 0.8 * length * s;
                    light[k] = 1;
                }
                strands.add(xyz, light, new Rgb(0.02, 0.013, 0.01));
            }
        }
        return strands;
    }

    private void place(double[] xyz, int k, double x, double y, double above) {
        xyz[3 * k] = x;
        xyz[3 * k + 1] = y;
        xyz[3 * k + 2] = shape.front(x, y) + above;
    }

    /** Muscles for the points of strands on the face. */
    Muscles muscles(Mesh points) {
        Muscles muscles = new Muscles(points.vertices);
        for (int i = 0; i < points.vertices; i++) {
            int root = 3 * (i - i % POINTS);
            double x = points.home[root];
            double y = points.home[root + 1];
            double z = points.home[root + 2];
            muscles.tie(i, person, map, x, y, z, y < map.lipLine(x));
        }
        return muscles;
    }
}
