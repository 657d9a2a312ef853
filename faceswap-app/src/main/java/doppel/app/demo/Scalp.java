package doppel.app.demo;

import static doppel.app.demo.Curve.step;

/** Where hair grows on a head, and how thick its mass lies. */
final class Scalp {
    private final Person.Hair hair;

    Scalp(Person.Hair hair) {
        this.hair = hair;
    }

    /** About centimetres inside of the hairline, negative on bare skin. */
    double inside(double x, double y, double z) {
        double ax = Math.abs(x);
        double wave = 0.18 * Noise.smooth(x * 1.3, y * 1.3, z * 1.3, 77);
        double across = Math.pow(ax / hair.templeX(), 2.8);
        double up = Math.pow(Math.max(0, y) / hair.lineY(), 2.2);
        double front = (Math.pow(across + up, 1 / 2.5) - 1) * 5 + wave;
        double behindEar = step(-0.8, -2.0, z);
        double lowest = Curve.mix(-1.6, -7.5, behindEar);
        double side = Math.min(y - lowest, (behindEar > 0.5 ? 9 : 2.4 - z) + wave + 0.35 * y * (y > 0 ? 1 : 0));
        return y > 0 ? Math.min(front, z > 2 ? front : Math.max(side, front)) : Math.min(front, side);
    }

    /** How far the mass of hair stands out from the skin there, in centimetres. */
    double thickness(double x, double y, double z) {
        double in = inside(x, y, z);
        if (in <= 0) return 0;
        boolean falls = hair.length() > 6;
        double full = falls ? 0.5 : Curve.mix(0.25, 1.0, step(2, 7, y));
        double rise = step(0, falls ? 1.6 : 1.8, in);
        double parting = falls ? 1 - 0.55 * Curve.bell(x - hair.part(), 0.5) * step(3, 7, y) : 1;
        return full * rise * parting;
    }
}
