package doppel.app.demo;

import static doppel.app.demo.Curve.bell;
import static doppel.app.demo.Curve.step;

/**
 * The surface of a head as the zero of a distance function: ellipsoids melted together with a polynomial smooth
 * minimum, and a relief of fine features laid on from the front. Lids are closed and the mouth is shut: opening them is
 * left to the mesh and the shader.
 *
 * <p>Source of the primitives: Quilez, "distance functions" and "smooth minimum", iquilezles.org.
 */
final class HeadShape {
    /** From here every place of the surface can be seen, so that one ray per direction meets it once. */
    static final double CENTRE_Y = -1.6;

    static final double CENTRE_Z = 0.6;

    private static final double FAR = 15.5;
    private static final double BALL_DEPTH = 1.24;

    private final Person.Skull skull;
    private final Person.EyeShape eye;
    private final Person.NoseShape nose;
    private final Person.MouthShape mouth;
    private final double age;
    private final FaceMap map;
    private final double eyeZ;

    HeadShape(Person person) {
        skull = person.skull();
        eye = person.eye();
        nose = person.nose();
        mouth = person.mouth();
        age = person.skin().age();
        map = new FaceMap(person);
        eyeZ = 7.55;
    }

    /** Depth of the eyeball's surface at a place about the eye's centre; NaN beside the ball. */
    double ballZ(double x, double y) {
        double u = (Math.abs(x) - eye.x()) / (eye.half() + 0.28);
        double v = y / 1.3;
        double inside = 1 - u * u - v * v;
        if (inside < 0) return Double.NaN;
        return eyeZ + BALL_DEPTH * Math.sqrt(inside) - lean(x);
    }

    private double lean(double x) {
        double out = Math.abs(x) - eye.x();
        return 0.20 * out + 0.06 * out * out;
    }

    /** About the distance to the surface, negative inside. */
    double distance(double signedX, double y, double z) {
        double x = Math.abs(signedX);
        double wide = skull.width();
        double d = ball(x, y - 2.6, z + 1.2, 7.45 * wide, 8.6, 9.0);
        d = melt(d, ball(x, y - 2.4, z - 2.3, 6.5 * wide, 6.4, 6.7), 1.6);
        if (z > -4) d = face(d, x, y, z);
        return d;
    }

    private double face(double base, double x, double y, double z) {
        double d = melt(base, ball(x, y + 2.4, z - 2.4, 6.35 * skull.cheek(), 6.4, 6.1), 2.2);
        d = melt(d, ball(x, y + 6.6, z - 2.6, 5.3 * skull.jaw(), 4.0, 5.4), 2.4);
        double chin = skull.chinWidth() + 0.9;
        d = melt(d, ball(x, y - skull.chinY() - 2.0, z - skull.chinZ() + 2.3, chin, 2.0, 2.3), 2.8);
        d = melt(d, ball(x - 4.2 * skull.cheek(), y + 2.0, z - 4.6, 1.9, 1.3, 2.1), 2.2);
        if (skull.fullness() > 0) {
            d = melt(d, ball(x - 3.3, y + 4.4, z - 5.3, 2.3, 2.6, 2.4 + skull.fullness()), 2.4);
        }
        if (z < 3) return d;
        // muzzle, brow ridge, sockets, lids, nose
        d = melt(d, ball(x, y - mouth.y() - 0.1, z - 6.7, 3.1, 2.5, 2.7), 2.2);
        d = melt(d, ball(x - 2.3, y - 1.7, z - 7.35, 2.9, 0.9, 1.25 + skull.ridge()), 1.5);
        d = carve(d, ball(x - 3.15, y + 0.15, z - 9.5, 1.75, 1.15, 1.35), 0.9);
        double lidZ = z + lean(x);
        d = melt(d, ball(x - eye.x(), y, lidZ - eyeZ, eye.half() + 0.42, 1.42, BALL_DEPTH + 0.13), 0.35);
        d = nose(d, x, y, z);
        return d - relief(x, y) * step(3.5, 6.5, z);
    }

    private double nose(double base, double x, double y, double z) {
        double rootY = 0.6;
        double rootZ = 8.55 + 0.25 * skull.ridge();
        double midY = 0.5 * (rootY + nose.tipY());
        double midZ = 0.5 * (rootZ + nose.tipZ() - nose.tip()) + nose.hump() - 0.1;
        double bridge = rod(x, y, z, rootY, rootZ - nose.bridge(), midY, midZ - 0.1, nose.bridge());
        bridge = melt(
                bridge,
                rod(x, y, z, midY, midZ - 0.1, nose.tipY(), nose.tipZ() - nose.tip(), nose.bridge() * 1.05),
                0.4);
        double d = melt(base, bridge, 1.5);
        d = melt(
                d,
                ball(x, y - nose.tipY(), z - nose.tipZ() + nose.tip(), nose.tip(), nose.tip() * 0.92, nose.tip()),
                0.8);
        double wingY = nose.tipY() - 0.55;
        double wingZ = nose.tipZ() - 1.75;
        d = melt(
                d,
                ball(x - nose.wingX(), y - wingY, z - wingZ, nose.wing(), nose.wing() * 0.95, nose.wing() * 1.4),
                0.6);
        // columella and nostrils
        d = melt(d, rod(x, y, z, nose.tipY() - 0.55, nose.tipZ() - 0.9, nose.tipY() - 1.15, 9.0, 0.36), 0.6);
        return carve(
                d, ball(x - 0.66 * nose.wingX(), y - nose.tipY() + 1.12, z - nose.tipZ() + 1.35, 0.36, 0.3, 0.62), 0.3);
    }

    /** Fine features, in centimetres towards the viewer. */
    double relief(double x, double y) {
        double h = lips(x, y);
        double top = map.lipTop(0);
        double base = nose.tipY() - 1.1;
        double philtrum = step(top - 0.1, top + 0.3, y) * step(base + 0.3, base - 0.2, y);
        h += philtrum * (0.05 * bell(x - 0.42, 0.24) - 0.07 * bell(x, 0.30));
        h -= 0.22 * bell(x, y - map.lipBottom(0) + 0.45, 1.9, 0.4);
        // the fold from the wing of the nose to beside the mouth
        double t = Math.clamp((nose.tipY() - 0.4 - y) / (nose.tipY() - 0.4 - mouth.y() + 0.6), 0.0, 1.2);
        double foldX = Curve.mix(nose.wingX() + 0.75, mouth.half() + 1.05, t);
        double fold = step(nose.tipY() + 0.3, nose.tipY() - 0.5, y) * step(mouth.y() - 1.4, mouth.y() - 0.2, y);
        h += fold * (0.05 + 0.13 * age) * (0.8 * bell(x - foldX - 0.55, 0.6) - bell(x - foldX, 0.3));
        // bags below the eyes, crease above the lid
        double v = map.eyeV(x, y);
        double u = map.eyeU(x, y);
        double along = bell(u, 1.15);
        h += along * (0.02 + 0.10 * age) * (bell(v + eye.lower() + 0.42, 0.3) - bell(v + eye.lower() + 0.85, 0.22));
        double crease = v - map.upperLid(Math.clamp(u, -1.0, 1.0), 1) - eye.crease() * (0.75 + 0.2 * u);
        h -= 0.07 * bell(u, 1.1) * bell(crease, 0.12);
        h += 0.05 * bell(u, 1.1) * bell(crease - 0.35, 0.3);
        return h;
    }

    private double lips(double x, double y) {
        double s = x / mouth.half();
        if (s > 1.25) return 0;
        double taper = Math.sqrt(Math.max(0, 1 - s * s));
        double line = map.lipLine(x);
        double h = -0.16 * bell(y - line, 0.13) * (0.25 + 0.75 * taper);
        h -= 0.10 * bell(s - 1.02, y - line, 0.12, 0.22);
        if (s >= 1) return h;
        if (y >= line) {
            double t = (y - line) / Math.max(0.05, map.lipTop(x) - line);
            h += mouth.bulge() * taper * (t < 1 ? Math.pow(Math.sin(Math.PI * (0.22 + 0.60 * t)), 1.2) : rest(t, 0.46));
        } else {
            double t = (line - y) / Math.max(0.05, line - map.lipBottom(x));
            h += 1.15
                    * mouth.bulge()
                    * taper
                    * (t < 1 ? Math.pow(Math.sin(Math.PI * (0.22 + 0.60 * t)), 1.2) : rest(t, 0.46));
        }
        return h;
    }

    /** What is left of a lip's bulge beyond its border. */
    private static double rest(double t, double atBorder) {
        return atBorder * Math.exp(-(t - 1) * 1.6);
    }

    /** The outermost meeting of the surface with the ray from the centre, as a distance from the centre. */
    double reach(double dx, double dy, double dz) {
        return reach(dx, dy, dz, FAR);
    }

    /** The same, where the surface is known to lie nearer than {@code from}. */
    double reach(double dx, double dy, double dz, double from) {
        double t = Math.min(from, FAR);
        for (int i = 0; i < 60; i++) {
            double d = distance(t * dx, CENTRE_Y + t * dy, CENTRE_Z + t * dz);
            t -= 0.7 * d;
            if (Math.abs(d) < 1e-4) break;
        }
        return t;
    }

    /** The depth of the surface at (x, y), met from the front. */
    double front(double x, double y) {
        double z = 14;
        for (int i = 0; i < 120; i++) {
            double d = distance(x, y, z);
            z -= 0.6 * d;
            if (Math.abs(d) < 1e-5) break;
        }
        return z;
    }

    /** How much of the surroundings a place sees, 0..1, along its normal. */
    double openness(double x, double y, double z, double nx, double ny, double nz) {
        double hidden = 0;
        double weight = 0.5;
        for (double reach = 0.25; reach < 5; reach *= 2) {
            double d = distance(x + nx * reach, y + ny * reach, z + nz * reach);
            hidden += weight * Math.max(0, reach - d) / reach;
            weight *= 0.8;
        }
        return Math.clamp(1 - 0.75 * hidden, 0.0, 1.0);
    }

    /** An ellipsoid; not an exact distance but safe to step by. */
    static double ball(double x, double y, double z, double rx, double ry, double rz) {
        double px = x / rx;
        double py = y / ry;
        double pz = z / rz;
        double k0 = Math.sqrt(px * px + py * py + pz * pz);
        double qx = px / rx;
        double qy = py / ry;
        double qz = pz / rz;
        double k1 = Math.sqrt(qx * qx + qy * qy + qz * qz);
        return k1 < 1e-9 ? -Math.min(rx, Math.min(ry, rz)) : k0 * (k0 - 1) / k1;
    }

    /** A round rod in the middle plane. */
    private static double rod(double x, double y, double z, double y0, double z0, double y1, double z1, double radius) {
        double ey = y1 - y0;
        double ez = z1 - z0;
        double t = Math.clamp(((y - y0) * ey + (z - z0) * ez) / (ey * ey + ez * ez), 0.0, 1.0);
        double py = y - y0 - t * ey;
        double pz = z - z0 - t * ez;
        return Math.sqrt(x * x + py * py + pz * pz) - radius;
    }

    private static double melt(double a, double b, double k) {
        double h = Math.max(k - Math.abs(a - b), 0) / k;
        return Math.min(a, b) - h * h * k * 0.25;
    }

    private static double carve(double a, double b, double k) {
        return -melt(-a, b, k);
    }
}
