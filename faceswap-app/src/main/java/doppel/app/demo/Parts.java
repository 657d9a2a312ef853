package doppel.app.demo;

import static doppel.app.demo.Curve.bell;
import static doppel.app.demo.Curve.step;

/** The meshes beside the skin of the head: eyes, teeth and tongue, ears, neck and shoulders. */
final class Parts {
    private Parts() {}

    /** The visible front of one eyeball; {@code side} is -1 at the viewer's left. */
    static Mesh eye(Person person, HeadShape shape, int side) {
        int n = 25;
        Mesh mesh = new Mesh(Mesh.Kind.EYE, n * n, Mesh.grid(n, n, -1));
        double wide = person.eye().half() + 0.24;
        for (int r = 0; r < n; r++) {
            double v = 1.26 * (1 - 2.0 * r / (n - 1));
            double across = Math.sqrt(Math.max(0, 1 - v * v / 1.65));
            for (int c = 0; c < n; c++) {
                double x = side * person.eye().x() + wide * across * (2.0 * c / (n - 1) - 1);
                mesh.home(r * n + c, x, v, shape.ballZ(x, v));
            }
        }
        return mesh;
    }

    /** A row of teeth with its gum; the upper one hangs from the skull, the lower one goes with the jaw. */
    static Mesh teeth(Person person, HeadShape shape, boolean upper) {
        int rows = 6;
        int columns = 41;
        Mesh mesh = new Mesh(Mesh.Kind.TEETH, rows * columns, Mesh.grid(rows, columns, -1));
        double lip = shape.front(0, person.mouth().y() - 0.3);
        double top = person.mouth().y() + (upper ? 1.1 : -0.22);
        double bottom = person.mouth().y() + (upper ? -0.16 : -1.2);
        double behind = upper ? 0.85 : 1.15;
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                double t = 2.0 * c / (columns - 1) - 1;
                double x = 2.5 * Math.sin(1.3 * t);
                double z = lip - behind - 2.6 * (1 - Math.cos(1.3 * t));
                double y = top + (bottom - top) * r / (rows - 1);
                double edge = upper ? 0.06 * Math.abs(Math.sin(3.7 * x)) * (r == rows - 1 ? 1 : 0) : 0;
                mesh.home(r * columns + c, x, y + edge, z);
                if (!upper) mesh.open[r * columns + c] = 0.75f;
            }
        }
        return mesh;
    }

    /** The dark of the mouth. */
    static Mesh throat(Person person, HeadShape shape) {
        int n = 9;
        Mesh mesh = new Mesh(Mesh.Kind.MOUTH, n * n, Mesh.grid(n, n, -1));
        double lip = shape.front(0, person.mouth().y());
        for (int r = 0; r < n; r++) {
            for (int c = 0; c < n; c++) {
                double u = 2.0 * c / (n - 1) - 1;
                double v = 1 - 2.0 * r / (n - 1);
                mesh.home(r * n + c, 2.7 * u, person.mouth().y() - 0.5 + 1.7 * v, lip - 4.0 - 0.8 * u * u);
                mesh.open[r * n + c] = 0.10f;
            }
        }
        return mesh;
    }

    /** The tongue, which goes with the jaw. */
    static Mesh tongue(Person person, HeadShape shape) {
        int n = 17;
        Mesh mesh = new Mesh(Mesh.Kind.MOUTH, n * n, Mesh.grid(n, n, -1));
        double lip = shape.front(0, person.mouth().y());
        for (int r = 0; r < n; r++) {
            for (int c = 0; c < n; c++) {
                double u = 2.0 * c / (n - 1) - 1;
                double v = (double) r / (n - 1);
                double arch = Math.sqrt(Math.max(0, 1 - u * u));
                mesh.home(
                        r * n + c,
                        1.7 * u,
                        person.mouth().y() - 0.45 + (0.30 - 0.12 * bell(u, 0.25)) * arch - 1.1 * v * v,
                        lip - 3.3 + 1.7 * Math.sin(v * 1.6) * (0.6 + 0.4 * arch));
                mesh.open[r * n + c] = (float) (0.35 + 0.45 * v);
            }
        }
        return mesh;
    }

    /** One ear; {@code side} is -1 at the viewer's left. */
    static Mesh ear(Person person, HeadShape shape, int side) {
        int rings = 26;
        int spokes = 49;
        Mesh mesh = new Mesh(Mesh.Kind.SKIN, rings * spokes, Mesh.grid(rings, spokes, -1));
        double x = 11;
        for (int i = 0; i < 60; i++) x -= 0.7 * shape.distance(x, -1.6, -0.4);
        double out = Math.toRadians(27);
        for (int r = 0; r < rings; r++) {
            double t = 1.25 * r / (rings - 1);
            for (int s = 0; s < spokes; s++) {
                double angle = side * 2 * Math.PI * s / (spokes - 1);
                double up = Math.sin(angle);
                double fore = Math.cos(angle);
                double radius = Math.min(t, 1) - Math.max(0, t - 1) * 0.35;
                double a = 1.75 * radius * fore * (1 + 0.18 * up);
                double b = 3.1 * radius * up;
                double rim = step(-0.75, -0.3, up) * (1 - 0.8 * step(0.5, 0.95, fore) * step(0.6, -0.2, up));
                double h = 0.42 * rim * bell(t - 0.88, 0.14) + 0.22 * bell(t - 0.52, 0.16) * step(0.5, -0.3, fore);
                h -= 0.55 * bell(radius * fore - 0.15, radius * up + 0.1, 0.34, 0.34);
                h += 0.35 * bell(radius * fore - 0.62, radius * up + 0.15, 0.2, 0.16);
                h += 0.10 - 1.7 * Math.max(0, t - 1) * 2.2;
                int i = r * spokes + s;
                double px = x + 0.25 + h * Math.cos(out) - a * Math.sin(out);
                px += b < 0 ? 0.26 * b : 0.04 * b;
                double pz = -0.5 + h * Math.sin(out) + a * Math.cos(out);
                mesh.home(i, side * px, -1.7 + b, pz - 0.18 * b);
                double hollow = bell(radius * fore - 0.15, radius * up + 0.1, 0.42, 0.42);
                double groove = rim * bell(t - 0.70, 0.10);
                mesh.open[i] = (float) (0.92 - 0.55 * hollow - 0.3 * groove);
            }
        }
        return mesh;
    }

    /** The neck, from inside of the head into the shoulders. */
    static Mesh neck(Person person) {
        int rows = 40;
        int columns = 91;
        Mesh mesh = new Mesh(Mesh.Kind.SKIN, rows * columns, Mesh.grid(rows, columns, -1));
        double radius = person.skull().neck();
        for (int r = 0; r < rows; r++) {
            double t = (double) r / (rows - 1);
            double y = -4 - 15 * t;
            for (int c = 0; c < columns; c++) {
                double angle = Math.PI * (2.0 * c / (columns - 1) - 1);
                double side = Math.sin(angle);
                double fore = Math.cos(angle);
                double wide = radius * (1.0 + 0.16 * Math.pow(2 * Math.abs(t - 0.52), 2));
                // the cords from behind the ears to the collar bones, and the windpipe
                double cord = 0.28 * bell(Math.abs(angle) - Curve.mix(1.5, 0.35, t), 0.22);
                double pipe = (0.25 + 0.3 * person.skin().beard() * bell(t - 0.58, 0.07)) * bell(angle, 0.24);
                double k = (wide + cord + pipe) * (1 - 0.3 * step(0.56, 0.82, t));
                int i = r * columns + c;
                mesh.home(i, k * side, y, k * fore * 1.02 - 2.2 - 0.8 * (1 - t) + 0.9 * t);
                mesh.open[i] = (float) (0.45 + 0.5 * step(0.40, 0.72, t));
            }
        }
        return mesh;
    }

    /** Shoulders and chest. */
    static Mesh torso(Person person) {
        int rows = 90;
        int columns = 121;
        Mesh mesh = new Mesh(Mesh.Kind.CLOTH, rows * columns, Mesh.grid(rows, columns, -1));
        double neck = person.skull().neck();
        double shoulder = person.cloth().shoulder();
        double[] ys = {-11.6, -13.6, -15.2, -16.5, -17.8, -19.6, -22.6, -28.0, -36.0};
        double[] wide = {
            neck * 1.0,
            neck * 1.2,
            neck * 1.7,
            shoulder * 0.60,
            shoulder * 0.82,
            shoulder * 0.95,
            shoulder,
            shoulder * 0.97,
            shoulder * 0.92
        };
        double[] deep = {neck * 0.96, neck * 1.05, neck * 1.22, 7.4, 8.0, 8.8, 9.8, 10.8, 11.2};
        for (int r = 0; r < rows; r++) {
            double t = 8.0 * r / (rows - 1);
            int k = Math.min(7, (int) t);
            double f = t - k;
            double y = Curve.mix(ys[k], ys[k + 1], f);
            double w = smooth(wide, k, f);
            double d = smooth(deep, k, f);
            for (int c = 0; c < columns; c++) {
                double angle = Math.PI * (2.0 * c / (columns - 1) - 1);
                double side = Math.sin(angle);
                double fore = Math.cos(angle);
                double bone = 0.35
                        * bell(y + 16.2 - 0.10 * Math.abs(w * side), 0.5)
                        * step(0.3, 0.8, fore)
                        * step(0.8, 2.0, Math.abs(w * side));
                int i = r * columns + c;
                mesh.home(i, w * side, y, (d + bone) * fore - 3.2);
                mesh.open[i] = (float) (0.72 + 0.28 * step(-14.5, -19, y));
            }
        }
        return mesh;
    }

    /** The dark depth of hair that falls behind the ears and the neck. */
    static Mesh curtain(Person person) {
        int rows = 40;
        int columns = 61;
        Mesh mesh = new Mesh(Mesh.Kind.HAIR, rows * columns, Mesh.grid(rows, columns, -1));
        double bottom = 8.0 - person.hair().length();
        for (int r = 0; r < rows; r++) {
            double t = (double) r / (rows - 1);
            double y = Curve.mix(4, bottom + 5, t);
            double wide = Curve.mix(7.5, 6.7, step(0, 0.6, t)) * person.skull().width();
            double deep = Curve.mix(8.6, 5.0, step(0.1, 0.7, t));
            for (int c = 0; c < columns; c++) {
                // round the back, from the right of the face to its left
                double angle = Math.toRadians(82 + 196.0 * c / (columns - 1));
                mesh.home(r * columns + c, wide * Math.sin(angle), y, deep * Math.cos(angle) - 0.4 - 0.5 * t);
                mesh.open[r * columns + c] = 0.6f;
            }
        }
        return mesh;
    }

    private static double smooth(double[] v, int k, double f) {
        double before = v[Math.max(0, k - 1)];
        double after = v[Math.min(v.length - 1, k + 2)];
        double a = v[k];
        double b = v[k + 1];
        return a
                + 0.5
                        * f
                        * (b - before + f * (2 * before - 5 * a + 4 * b - after + f * (3 * (a - b) + after - before)));
    }
}
