package doppel.app.demo;

import static doppel.app.demo.Curve.step;

/** Grows the hair of a head: hair that falls from a parting, or short hair that is combed back. */
final class HeadHair {
    private static final int POINTS = 26;

    private final Person person;
    private final HeadShape shape;
    private final Scalp scalp;
    private final int seed;

    HeadHair(Person person, HeadShape shape, Scalp scalp) {
        this.person = person;
        this.shape = shape;
        this.scalp = scalp;
        seed = person.seed() + 300;
    }

    Strands grow() {
        boolean falls = person.hair().length() > 6;
        Strands strands = new Strands(falls ? POINTS : 7, 0.55f, 1, 0.85f);
        int wanted = falls ? 8000 : 7500;
        int grown = 0;
        for (int i = 0; grown < wanted && i < 20 * wanted; i++) {
            // even over the sphere of directions
            double dy = Noise.signed(3 * i, seed);
            double angle = Math.PI * Noise.signed(3 * i + 1, seed);
            if (!falls && Math.abs(angle) > 2.4) continue; // behind, never seen
            double across = Math.sqrt(1 - dy * dy);
            double dx = across * Math.sin(angle);
            double dz = across * Math.cos(angle);
            double t = shape.reach(dx, dy, dz);
            double[] p = {t * dx, HeadShape.CENTRE_Y + t * dy, HeadShape.CENTRE_Z + t * dz};
            double in = scalp.inside(p[0], p[1], p[2]);
            if (in < 0.05 + 0.4 * Noise.at(i, 2, 0, seed)) continue;
            if (falls) fall(strands, p, i);
            else comb(strands, p, i, in);
            grown++;
        }
        return strands;
    }

    private Rgb color(int i) {
        double t = Noise.at(i, 5, 0, seed);
        Person.Hair hair = person.hair();
        Rgb c = hair.dark().mix(hair.light(), t * t * 0.7 + 0.3 * t);
        return Noise.at(i, 6, 0, seed) < hair.grey() ? c.mix(Rgb.of(0xB8B4AE), 0.75) : c;
    }

    private void fall(Strands strands, double[] root, int i) {
        int lock = (int) (Math.floor(root[0] * 1.1) * 31 + Math.floor(root[1] * 1.1) * 17 + Math.floor(root[2] * 1.1));
        double layer = 0.55 + 1.0 * Math.pow(Noise.at(i, 7, 0, seed), 1.5) * (0.6 + 0.4 * Noise.at(lock, 1, 0, seed));
        double phase = 6.28 * Noise.at(lock, 2, 0, seed) + 0.5 * Noise.signed(i, seed + 9);
        double side = root[0] > partAt(root[2]) ? 1 : -1;
        double length =
                person.hair().length() * (0.88 + 0.1 * Noise.at(lock, 3, 0, seed) + 0.05 * Noise.at(i, 8, 0, seed));
        double stride = length / (POINTS - 1);
        double[] xyz = new double[3 * POINTS];
        double[] light = new double[POINTS];
        double[] n = normal(root);
        double base = scalp.thickness(root[0], root[1], root[2]);
        double[] p = new double[3];
        for (int c = 0; c < 3; c++) p[c] = root[c] + base * n[c];
        double[] dir = {0.5 * n[0] + 0.5 * side, 0.5 * n[1], 0.5 * n[2] - 0.2};
        for (int k = 0; k < POINTS; k++) {
            double s = (double) k / (POINTS - 1);
            double wave = 0.75 * s * Math.sin(phase + 10 * s);
            xyz[3 * k] = p[0] + wave * 0.5 * side;
            xyz[3 * k + 1] = p[1];
            xyz[3 * k + 2] = p[2] + wave;
            light[k] = (0.35 + 0.65 * step(0.5, 1.25, layer)) * (0.62 + 0.38 * step(0, 0.12, s));
            guide(p, dir, side, layer);
            for (int c = 0; c < 3; c++) p[c] += stride * dir[c];
            keepOff(p, Math.max(base, layer * Math.min(1, 0.35 + 6 * s)), s);
        }
        strands.add(xyz, light, color(i));
    }

    private double partAt(double z) {
        return person.hair().part() * step(-5, 1, z);
    }

    /** Bends a strand's direction away from the parting, back from the face, and down at last. */
    private static void guide(double[] p, double[] dir, double side, double layer) {
        double down = Math.max(step(3.6, 6.6, p[0] * side), step(1.5, -3, p[1]));
        double back = p[2] > 1.2 ? -0.55 : -0.1;
        double inward = Math.clamp(0.30 * (5.6 + 0.9 * layer - p[0] * side), -0.5, 0.3);
        double gx = Curve.mix(side, p[2] > -4 ? side * inward : 0, down);
        double gy = Curve.mix(-0.22, -1, down);
        double gz = Curve.mix(back, p[2] > 1.0 ? -0.30 : -0.02, down);
        double length = 0;
        double[] g = {gx, gy, gz};
        for (int c = 0; c < 3; c++) {
            dir[c] = 0.45 * dir[c] + 0.55 * g[c];
            length += dir[c] * dir[c];
        }
        length = Math.sqrt(length);
        for (int c = 0; c < 3; c++) dir[c] /= length;
    }

    private void keepOff(double[] p, double layer, double s) {
        // the ears hold the hair out
        double away = p[1] < 2 && p[1] > -6 ? 0.5 * Curve.bell(p[2] + 0.4, 2.5) * Curve.bell(p[1] + 1.6, 3.4) : 0;
        double d = p[1] > -9 ? shape.distance(p[0], p[1], p[2]) : 9;
        double wanted = layer + away;
        if (d < wanted || (p[1] > 1 && d > wanted + 0.4)) {
            double[] n = normal(p);
            double by = d < wanted ? wanted - d : 0.6 * (wanted + 0.4 - d);
            for (int c = 0; c < 3; c++) p[c] += by * n[c];
        }
        if (p[1] < 2.5 && p[2] > 1.6 && s > 0.1) p[2] -= 0.35 * (p[2] - 1.6);
    }

    private void comb(Strands strands, double[] root, int i, double in) {
        double[] n = normal(root);
        double top = step(0.45, 0.85, n[1]);
        double length = Curve.mix(0.7, person.hair().length(), top)
                * (0.75 + 0.4 * Noise.at(i, 8, 0, seed))
                * step(-0.6, 1.2, in);
        double clump = Noise.smooth(root[0] * 1.2, root[1] * 1.2, root[2] * 1.2, seed + 3);
        double sweep = 0.75 * Math.clamp((root[0] - person.hair().part()) / 1.2, -1.0, 1.0);
        double[] g = {
            Curve.mix(0.1 * Math.signum(root[0]), sweep, top) + 0.35 * clump + 0.15 * Noise.signed(i, seed + 1),
            Curve.mix(-0.75, 0.05, top),
            Curve.mix(-0.5, -0.85, top) + 0.3 * clump + 0.15 * Noise.signed(i, seed + 2),
        };
        double lift = Curve.mix(0.15, 0.9, top);
        double base = 0.95 * scalp.thickness(root[0], root[1], root[2]);
        int points = strands.points;
        double[] xyz = new double[3 * points];
        double[] light = new double[points];
        double[] p = new double[3];
        for (int c = 0; c < 3; c++) p[c] = root[c] + base * n[c];
        double bright = 0.55 + 0.45 * Noise.at(i, 9, 0, seed);
        for (int k = 0; k < points; k++) {
            double s = (double) k / (points - 1);
            light[k] = bright * (0.45 + 0.55 * s);
            for (int c = 0; c < 3; c++) xyz[3 * k + c] = p[c];
            double rise = lift * (1 - 1.5 * s);
            double[] d = {g[0] + rise * n[0], g[1] + rise * n[1], g[2] + rise * n[2]};
            double norm = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
            for (int c = 0; c < 3; c++) p[c] += length / (points - 1) * d[c] / norm;
            double off = shape.distance(p[0], p[1], p[2]) - base - 0.05;
            if (off < 0) for (int c = 0; c < 3; c++) p[c] -= off * n[c];
        }
        strands.add(xyz, light, color(i));
    }

    private double[] normal(double[] p) {
        double e = 0.05;
        double x = shape.distance(p[0] + e, p[1], p[2]) - shape.distance(p[0] - e, p[1], p[2]);
        double y = shape.distance(p[0], p[1] + e, p[2]) - shape.distance(p[0], p[1] - e, p[2]);
        double z = shape.distance(p[0], p[1], p[2] + e) - shape.distance(p[0], p[1], p[2] - e);
        double length = Math.sqrt(x * x + y * y + z * z) + 1e-12;
        return new double[] {x / length, y / length, z / length};
    }
}
