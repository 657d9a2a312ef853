package doppel.app.demo;

import static doppel.app.demo.Curve.bell;
import static doppel.app.demo.Curve.step;

/**
 * The colours and fine bumps of a face, painted once on a plane seen from the front: per texel red, green, blue of the
 * skin, slope of the bumps to the right and up, and shine.
 */
final class FrontPaint {
    static final int VALUES = 6;
    private static final double LEFT = -9;
    private static final double TOP = 9;
    private static final double PER_CM = 30;
    private static final int WIDTH = (int) (18 * PER_CM);
    private static final int HEIGHT = (int) (22 * PER_CM);

    private final float[] texels = new float[WIDTH * HEIGHT * VALUES];
    private final Person person;
    private final FaceMap map;

    FrontPaint(Person person, FaceMap map) {
        this.person = person;
        this.map = map;
        float[] bumps = new float[WIDTH * HEIGHT];
        for (int row = 0; row < HEIGHT; row++) {
            for (int column = 0; column < WIDTH; column++) {
                double x = LEFT + column / PER_CM;
                double y = TOP - row / PER_CM;
                paint(row * WIDTH + column, x, y);
                bumps[row * WIDTH + column] = (float) bump(x, y);
            }
        }
        for (int row = 1; row + 1 < HEIGHT; row++) {
            for (int column = 1; column + 1 < WIDTH; column++) {
                int at = row * WIDTH + column;
                texels[at * VALUES + 3] = (float) ((bumps[at + 1] - bumps[at - 1]) * PER_CM / 2);
                texels[at * VALUES + 4] = (float) ((bumps[at - WIDTH] - bumps[at + WIDTH]) * PER_CM / 2);
            }
        }
    }

    /** Reads the paint at a place between texels. */
    void read(float x, float y, float[] out) {
        float column = Math.clamp((float) ((x - LEFT) * PER_CM), 0f, WIDTH - 1.01f);
        float row = Math.clamp((float) ((TOP - y) * PER_CM), 0f, HEIGHT - 1.01f);
        int ix = (int) column;
        int iy = (int) row;
        float fx = column - ix;
        float fy = row - iy;
        int a = (iy * WIDTH + ix) * VALUES;
        int b = a + WIDTH * VALUES;
        for (int k = 0; k < VALUES; k++) {
            float top = texels[a + k] + (texels[a + VALUES + k] - texels[a + k]) * fx;
            float bottom = texels[b + k] + (texels[b + VALUES + k] - texels[b + k]) * fx;
            out[k] = top + (bottom - top) * fy;
        }
    }

    private void paint(int texel, double x, double y) {
        double ax = Math.abs(x);
        Person.Skin skin = person.skin();
        Rgb color = skin.base();
        double tipY = person.nose().tipY();
        double blotch = Noise.cloud(x * 0.9, y * 0.9, 0.5, person.seed());
        double flush = 0.55 * bell(ax - 3.9, y + 3.3, 1.9, 1.5)
                + 0.55 * bell(x, y - tipY, 1.3, 0.8)
                + 0.30 * bell(ax - person.nose().wingX(), y - tipY + 0.6, 0.7, 0.6)
                + 0.25 * bell(x, y - person.skull().chinY() - 1.6, 1.8, 1.2)
                + 0.22 * bell(map.eyeU(x, y), map.eyeV(x, y), 1.3, 0.8);
        color = color.mix(skin.flush(), Math.clamp(flush + 0.22 * blotch, 0.0, 0.8));
        color = color.times(1 + 0.06 * blotch + 0.05 * Noise.smooth(x * 9, y * 9, 2, person.seed()));
        color = shadeEye(color, x, y);
        color = freckle(color, x, y);
        color = beard(color, x, y);
        color = lips(color, x, y);
        color = brow(color, ax, y);
        double nostril = bell(ax - 0.68 * person.nose().wingX(), y - tipY + 1.0, 0.3, 0.15);
        color = color.mix(new Rgb(0.05, 0.02, 0.015), 0.85 * nostril);
        double shine = 0.35
                + 0.5 * bell(x, y - 4, 3.5, 2.5)
                + 0.7 * bell(x, y - tipY, 0.9, 2.2)
                + 0.35 * bell(ax - 4, y + 2.0, 1.6, 1.0)
                + 0.7 * inLips(x, y);
        int at = texel * VALUES;
        texels[at] = (float) color.r();
        texels[at + 1] = (float) color.g();
        texels[at + 2] = (float) color.b();
        texels[at + 5] = (float) (shine * skin.shine());
    }

    private Rgb shadeEye(Rgb color, double x, double y) {
        double u = map.eyeU(x, y);
        double v = map.eyeV(x, y);
        Person.EyeShape eye = person.eye();
        double above = v - map.upperLid(Math.clamp(u, -1.0, 1.0), 1);
        double lid = bell(u, 1.2) * step(-1.5, -0.2, above) * step(eye.crease() + 0.35, eye.crease() - 0.1, above);
        double crease = bell(u, 1.05) * bell(above - eye.crease() * (0.75 + 0.2 * u), 0.09);
        double below = bell(u + 0.1, 1.0) * bell(v + eye.lower() + 0.5, 0.38);
        color = color.times(new Rgb(1 - 0.22 * lid, 1 - 0.30 * lid, 1 - 0.30 * lid));
        color = color.times(1 - 0.45 * crease);
        double tired = 0.16 + 0.22 * person.skin().age();
        return color.times(new Rgb(1 - tired * below, 1 - 1.25 * tired * below, 1 - tired * below));
    }

    private Rgb freckle(Rgb color, double x, double y) {
        double amount =
                person.skin().freckles() * (bell(Math.abs(x) - 2.6, y + 2.5, 2.6, 1.5) + 0.25 * bell(x, y - 3, 5, 4));
        if (amount < 0.03) return color;
        double cell = 0.34;
        int cx = (int) Math.floor(x / cell);
        int cy = (int) Math.floor(y / cell);
        double most = 0;
        for (int i = cx - 1; i <= cx + 1; i++) {
            for (int j = cy - 1; j <= cy + 1; j++) {
                if (Noise.at(i, j, 3, person.seed()) > amount) continue;
                double px = (i + Noise.at(i, j, 0, person.seed())) * cell;
                double py = (j + Noise.at(i, j, 1, person.seed())) * cell;
                double size = 0.05 + 0.06 * Noise.at(i, j, 2, person.seed());
                most = Math.max(most, bell(x - px, y - py, size, size));
            }
        }
        return color.mix(new Rgb(0.42, 0.17, 0.07), 0.5 * most);
    }

    private Rgb beard(Rgb color, double x, double y) {
        if (person.skin().beard() == 0) return color;
        double grain = 0.75 + 0.25 * Noise.smooth(x * 14, y * 14, 4, person.seed());
        Rgb stubble = person.hair().dark().mix(Rgb.of(0x8C8884), person.hair().grey() * 0.7);
        return color.mix(stubble, 0.62 * person.skin().beard() * Beard.at(person, map, x, y) * grain);
    }

    private double inLips(double x, double y) {
        double soft = 0.05;
        return step(soft, -soft, y - map.lipTop(x))
                * step(-soft, soft, y - map.lipBottom(x))
                * step(person.mouth().half() + 0.02, person.mouth().half() - 0.12, Math.abs(x));
    }

    private Rgb lips(Rgb color, double x, double y) {
        double in = inLips(x, y);
        double line = map.lipLine(x);
        if (in > 0) {
            double stripes = 0.10 * Noise.smooth(x * 11, y * 1.6, 8, person.seed());
            Rgb red = person.mouth().color().times(1 + stripes + (y > line ? -0.14 : 0.05));
            color = color.mix(red, 0.9 * in);
        }
        double corner = bell(Math.abs(x) - person.mouth().half() - 0.02, y - line, 0.16, 0.14);
        double seam = bell(y - line, 0.06)
                * step(person.mouth().half() + 0.15, person.mouth().half() - 0.1, Math.abs(x));
        return color.mix(new Rgb(0.10, 0.02, 0.02), 0.6 * Math.max(seam, 0.7 * corner));
    }

    private Rgb brow(Rgb color, double ax, double y) {
        double from = person.brow().innerX();
        double to = person.brow().outerX();
        double t = (ax - from) / (to - from);
        if (t < -0.1 || t > 1.05) return color;
        for (int i = 0; i < 4; i++) t -= (map.browX(t) - ax) / (to - from);
        double half = map.browHalf(Math.clamp(t, 0.0, 1.0));
        double off = Math.abs(y - map.browY(t)) / Math.max(0.04, half);
        double in = step(1.25, 0.5, off) * step(-0.05, 0.08, t) * step(1.03, 0.9, t);
        return color.mix(person.brow().color(), 0.72 * in);
    }

    private double bump(double x, double y) {
        double ax = Math.abs(x);
        double h = 0.006 * Noise.smooth(x * 10, y * 10, 6, person.seed())
                + 0.004 * Noise.smooth(x * 21, y * 21, 7, person.seed());
        double lips = inLips(x, y);
        h += 0.016 * lips * Noise.smooth(x * 9, y * 1.5, 5, person.seed());
        double age = person.skin().age();
        if (age > 0) {
            double forehead = bell(x, y - 4.6, 4.6, 1.5);
            double wave = y + 0.25 * Noise.smooth(x * 0.5, y * 0.3, 9, person.seed()) - 0.012 * x * x;
            h -= 0.05 * age * forehead * Math.pow(Math.abs(Math.cos(wave * 3.1)), 9);
            double u = map.eyeU(x, y);
            double v = map.eyeV(x, y);
            double feet = step(1.1, 1.35, u) * step(2.1, 1.6, u);
            h -= 0.02 * age * feet * Math.pow(Math.abs(Math.cos(6.5 * v / (0.5 + 0.6 * u))), 6);
            double frown = bell(ax - 0.62, 0.10) * bell(y - 1.9, 0.8);
            h -= 0.05 * age * frown;
        }
        return h;
    }
}
