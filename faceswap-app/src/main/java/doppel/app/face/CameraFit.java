package doppel.app.face;

import java.util.Arrays;

/**
 * Finds how a known solid stands before a pinhole camera (perspective from n points): a direct linear estimate, made a
 * rotation, then refined by Levenberg-Marquardt on the distances in the picture. The steps are those of OpenCV's
 * iterative {@code solvePnP}, whose choice between the two mirror-like solutions of a flat view must be met to read the
 * same poses. Sources: Hartley and Zisserman, "Multiple View Geometry", chapter 7; Levenberg-Marquardt, appendix 6.
 */
final class CameraFit {
    private static final int STEPS = 60;
    private static final double SETTLED = 1e-12;

    private final double[] solid; // [n, 3]
    private final double[] flat; // [n, 2], in focal lengths from the principal point
    private double[] r;
    private double[] t;

    private CameraFit(double[] solid, double[] flat) {
        this.solid = solid;
        this.flat = flat;
        double[] camera = linear();
        double norm = 0;
        for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) norm += camera[4 * i + j] * camera[4 * i + j];
        r = nearestRotation(camera);
        double scale = Math.sqrt(3 / norm); // a rotation has the Frobenius norm sqrt(3)
        t = new double[] {camera[3] * scale, camera[7] * scale, camera[11] * scale};
    }

    /**
     * The rotation from the solid's axes to the camera's (x right, y down, z forward), {@code [3, 3]} row by row.
     *
     * @param solid {@code [n, 3]} points that do not lie in one plane, n at least 6
     * @param flat {@code [n, 2]} their pictures, in focal lengths from the principal point
     */
    static double[] rotation(double[] solid, double[] flat) {
        CameraFit fit = new CameraFit(solid, flat);
        fit.refine();
        return fit.r;
    }

    /** The 3 x 4 camera matrix of least algebraic error, its sign such that the rotation part is not a reflection. */
    private double[] linear() {
        double[] normal = new double[144];
        double[] row = new double[12];
        for (int i = 0; i < flat.length / 2; i++) {
            for (int axis = 0; axis < 2; axis++) {
                Arrays.fill(row, 0);
                for (int k = 0; k < 4; k++) {
                    double value = k < 3 ? solid[3 * i + k] : 1;
                    row[4 * axis + k] = value;
                    row[8 + k] = -flat[2 * i + axis] * value;
                }
                for (int p = 0; p < 12; p++) for (int q = 0; q < 12; q++) normal[12 * p + q] += row[p] * row[q];
            }
        }
        SymmetricEigen eigen = new SymmetricEigen(12, normal);
        double[] camera = new double[12];
        for (int k = 0; k < 12; k++) camera[k] = eigen.vector(k, 11);
        if (determinant(camera) < 0) for (int k = 0; k < 12; k++) camera[k] = -camera[k];
        return camera;
    }

    private static double determinant(double[] m) {
        return m[0] * (m[5] * m[10] - m[6] * m[9])
                - m[1] * (m[4] * m[10] - m[6] * m[8])
                + m[2] * (m[4] * m[9] - m[5] * m[8]);
    }

    /** {@code M (M'M)^(-1/2)} of the left 3 x 3 block M: the rotation nearest to it. */
    private static double[] nearestRotation(double[] camera) {
        double[] gram = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) gram[3 * i + j] += camera[4 * k + i] * camera[4 * k + j];
            }
        }
        double[] whiten = new SymmetricEigen(3, gram).apply(value -> 1 / Math.sqrt(Math.max(value, 1e-300)));
        double[] out = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) out[3 * i + j] += camera[4 * i + k] * whiten[3 * k + j];
            }
        }
        return out;
    }

    private void refine() {
        double damping = 1e-3;
        double error = error(r, t);
        for (int step = 0; step < STEPS; step++) {
            double[] hessian = new double[36];
            double[] gradient = new double[6];
            linearise(hessian, gradient);
            double[] change;
            double moved;
            while (true) {
                change = solve(hessian, gradient, damping);
                double[] turned = turn(r, change);
                double[] shifted = {t[0] + change[3], t[1] + change[4], t[2] + change[5]};
                double next = error(turned, shifted);
                moved = length(change) / (1 + length(t));
                if (next <= error) {
                    r = turned;
                    t = shifted;
                    error = next;
                    damping = Math.max(damping / 10, 1e-16);
                    break;
                }
                damping *= 10;
                if (damping > 1e16) return;
            }
            if (moved < SETTLED) return;
        }
    }

    private static double length(double[] v) {
        double sum = 0;
        for (double x : v) sum += x * x;
        return Math.sqrt(sum);
    }

    private double error(double[] rotation, double[] shift) {
        double sum = 0;
        for (int i = 0; i < flat.length / 2; i++) {
            double[] p = place(rotation, shift, i);
            double dx = p[0] / p[2] - flat[2 * i];
            double dy = p[1] / p[2] - flat[2 * i + 1];
            sum += dx * dx + dy * dy;
        }
        return sum;
    }

    private double[] place(double[] rotation, double[] shift, int i) {
        double[] p = new double[3];
        for (int a = 0; a < 3; a++) {
            p[a] = shift[a]
                    + rotation[3 * a] * solid[3 * i]
                    + rotation[3 * a + 1] * solid[3 * i + 1]
                    + rotation[3 * a + 2] * solid[3 * i + 2];
        }
        return p;
    }

    /** Adds J'J and J'e for a turn w (as {@code exp(w) R}) and a shift, in that order. */
    private void linearise(double[] hessian, double[] gradient) {
        for (int i = 0; i < flat.length / 2; i++) {
            double[] p = place(r, t, i);
            double inverse = 1 / p[2];
            double u = p[0] * inverse;
            double v = p[1] * inverse;
            double x = p[0] - t[0];
            double y = p[1] - t[1];
            double z = p[2] - t[2];
            // d(point)/dw = w x (R X); d(u, v) = (dx - u dz, dy - v dz) / z
            double[] du = {-u * y * inverse, (z + u * x) * inverse, -y * inverse, inverse, 0, -u * inverse};
            double[] dv = {(-z - v * y) * inverse, v * x * inverse, x * inverse, 0, inverse, -v * inverse};
            double eu = u - flat[2 * i];
            double ev = v - flat[2 * i + 1];
            for (int a = 0; a < 6; a++) {
                gradient[a] += du[a] * eu + dv[a] * ev;
                for (int b = 0; b < 6; b++) hessian[6 * a + b] += du[a] * du[b] + dv[a] * dv[b];
            }
        }
    }

    /** {@code -(H + damping diag(H))^-1 g} by Cholesky. */
    private static double[] solve(double[] hessian, double[] gradient, double damping) {
        double[] l = hessian.clone();
        for (int i = 0; i < 6; i++) l[7 * i] *= 1 + damping;
        for (int j = 0; j < 6; j++) {
            for (int k = 0; k < j; k++) l[7 * j] -= l[6 * j + k] * l[6 * j + k];
            l[7 * j] = Math.sqrt(Math.max(l[7 * j], 1e-300));
            for (int i = j + 1; i < 6; i++) {
                for (int k = 0; k < j; k++) l[6 * i + j] -= l[6 * i + k] * l[6 * j + k];
                l[6 * i + j] /= l[7 * j];
            }
        }
        double[] x = new double[6];
        for (int i = 0; i < 6; i++) {
            x[i] = -gradient[i];
            for (int k = 0; k < i; k++) x[i] -= l[6 * i + k] * x[k];
            x[i] /= l[7 * i];
        }
        for (int i = 5; i >= 0; i--) {
            for (int k = i + 1; k < 6; k++) x[i] -= l[6 * k + i] * x[k];
            x[i] /= l[7 * i];
        }
        return x;
    }

    /** {@code exp(w) R}, by the formula of Rodrigues. */
    private static double[] turn(double[] rotation, double[] w) {
        double angle = Math.sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
        double sine = angle < 1e-12 ? 1 : Math.sin(angle) / angle;
        double versine = angle < 1e-12 ? 0.5 : (1 - Math.cos(angle)) / (angle * angle);
        double[] cross = {0, -w[2], w[1], w[2], 0, -w[0], -w[1], w[0], 0};
        double[] exp = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                exp[3 * i + j] =
                        (i == j ? 1 - versine * angle * angle : 0) + sine * cross[3 * i + j] + versine * w[i] * w[j];
            }
        }
        double[] out = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) out[3 * i + j] += exp[3 * i + k] * rotation[3 * k + j];
            }
        }
        return out;
    }
}
