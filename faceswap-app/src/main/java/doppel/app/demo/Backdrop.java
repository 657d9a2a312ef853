package doppel.app.demo;

import static doppel.app.demo.Curve.bell;
import static doppel.app.demo.Curve.step;

/** The room behind a person, out of focus: a wall, and soft shapes of light and furniture. */
final class Backdrop {
    private Backdrop() {}

    /** Linear light of {@code width * height} samples, red, green, blue. */
    static float[] paint(Person person, int width, int height) {
        float[] out = new float[3 * width * height];
        Person.Scene scene = person.scene();
        double aspect = (double) width / height;
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double x = (2.0 * column / width - 1) * aspect;
                double y = 1 - 2.0 * row / height;
                double fall = 0.62 + 0.38 * bell(x - 0.6 * Math.signum(scene.keyX()), y - 0.3, 1.7, 1.5);
                Rgb c = scene.wall().times(fall * (1 + 0.04 * Noise.cloud(x * 2, y * 2, 0, person.seed() + 50)));
                c = furniture(person, c, x, y);
                for (int i = 0; i < 6; i++) {
                    double px = aspect * Noise.signed(i, person.seed() + 60);
                    double py = 0.75 * Noise.signed(i, person.seed() + 61);
                    double r = 0.10 + 0.10 * Noise.at(i, 0, 0, person.seed() + 62);
                    double in = step(r, r * 0.72, Math.hypot(x - px, y - py));
                    c = c.mix(scene.glow(), in * (0.10 + 0.16 * Noise.at(i, 1, 0, person.seed() + 63)));
                }
                int at = 3 * (row * width + column);
                out[at] = (float) c.r();
                out[at + 1] = (float) c.g();
                out[at + 2] = (float) c.b();
            }
        }
        return out;
    }

    private static Rgb furniture(Person person, Rgb wall, double x, double y) {
        double side = -Math.signum(person.scene().keyX());
        double soft = 0.10;
        Rgb c = wall;
        if (person.hair().length() > 6) {
            // a window frame's light and a plant
            double pane = step(-1.25, -1.25 + soft, x * -side)
                    * step(-0.62, -0.62 - soft, x * -side)
                    * step(-0.15, -0.15 + soft, y);
            c = c.mix(person.scene().glow(), 0.55 * pane);
            double leaves = step(
                    0.05,
                    0.5,
                    0.6 * bell(x - side * 1.15, y + 0.35, 0.35, 0.7) + 0.25 * Noise.cloud(x * 4, y * 4, 1, 5));
            c = c.mix(Rgb.of(0x4F6B4A), 0.75 * leaves);
        } else {
            // shelves with books
            double shelf = step(0.42, 0.42 + soft, x * side);
            double board = bell(y - 0.62, 0.06) + bell(y + 0.05, 0.06) + bell(y + 0.72, 0.06);
            double which = Math.floor(x * 9 + 3 * Math.floor((y + 0.05) / 0.67));
            double tone = Noise.at((int) which, (int) Math.floor((y + 0.05) / 0.67), 0, 7);
            Rgb books =
                    Rgb.of(0x6A4438).mix(Rgb.of(0x54626E), tone).times(0.6 + 0.5 * Noise.smooth(x * 5, y * 1.5, 0, 8));
            c = c.mix(books, 0.6 * shelf).mix(Rgb.of(0x3A2A20), 0.55 * shelf * Math.min(1, board));
        }
        return c;
    }
}
