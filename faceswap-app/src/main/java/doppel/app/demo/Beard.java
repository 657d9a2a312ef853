package doppel.app.demo;

import static doppel.app.demo.Curve.bell;
import static doppel.app.demo.Curve.step;

/** Where a beard grows, 0..1, seen from the front. */
final class Beard {
    private Beard() {}

    static double at(Person person, FaceMap map, double x, double y) {
        double ax = Math.abs(x);
        double mouthY = person.mouth().y();
        double half = person.mouth().half();
        double ragged = 0.3 * Noise.smooth(x * 2, y * 2, 1, person.seed() + 5);
        double cheekLine = Curve.mix(mouthY + 0.4, -2.6, step(half + 0.8, 7.0, ax)) + ragged;
        double jaw = step(cheekLine + 0.5, cheekLine - 0.7, y) * step(half - 0.2, half + 0.9, ax);
        double chin = step(map.lipBottom(0) - 0.55, map.lipBottom(0) - 1.1, y) * step(half + 1.2, half, ax);
        double tuft = 0.8 * bell(x, y - map.lipBottom(0) + 0.45, 0.45, 0.4);
        double base = person.nose().tipY() - 1.35;
        double lipTop = map.lipTop(x);
        double moustache = step(base + 0.1, base - 0.35, y + 0.10 * ax)
                * step(lipTop + 0.02, lipTop + 0.18, y)
                * step(half + 0.9, half + 0.1, ax)
                * step(0.0, 0.35, ax + 0.12);
        double down = step(mouthY + 0.9, mouthY + 0.2, y) * bell(ax - half - 0.45, 0.5);
        return Math.clamp(Math.max(Math.max(jaw, chin), Math.max(moustache, Math.max(tuft, down))), 0.0, 1.0);
    }
}
