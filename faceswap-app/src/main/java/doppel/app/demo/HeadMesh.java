package doppel.app.demo;

import static doppel.app.demo.Curve.step;

/**
 * The head's skin as a grid of rays from the head's centre, finer in front, with a row of vertices along the line
 * between the lips that is there twice so that the mouth can open, and strips of inner lip behind both.
 */
final class HeadMesh {
    private static final int COLUMNS = 301;
    private static final int UPPER = 170;
    private static final int LOWER = 80;
    private static final int STRIP = 4;

    private final HeadShape shape;
    private final FaceMap map;
    private final Person person;
    private final Scalp scalp;

    final Mesh mesh;
    final Muscles muscles;

    HeadMesh(Person person, HeadShape shape, FaceMap map, Scalp scalp) {
        this.person = person;
        this.shape = shape;
        this.map = map;
        this.scalp = scalp;
        int rows = UPPER + LOWER;
        int first = firstMouthColumn();
        int wide = COLUMNS - 2 * first;
        int grid = rows * COLUMNS;
        int[] skin = Mesh.grid(rows, COLUMNS, UPPER - 1);
        int[] strips = strips(first, wide, grid);
        int[] all = java.util.Arrays.copyOf(skin, skin.length + strips.length);
        System.arraycopy(strips, 0, all, skin.length, strips.length);
        mesh = new Mesh(Mesh.Kind.FACE, grid + 2 * STRIP * wide, all);
        muscles = new Muscles(mesh.vertices);
        placeGrid(rows);
        placeStrips(first, wide, grid);
        bakeOpenness(grid);
    }

    private static double azimuth(int column) {
        double c = 2.0 * column / (COLUMNS - 1) - 1;
        return Math.PI * (0.40 * c + 0.60 * c * c * c);
    }

    private int firstMouthColumn() {
        for (int c = 0; c < COLUMNS / 2; c++) {
            double[] p = onLipLine(azimuth(c));
            if (p[2] > 4 && Math.abs(p[0]) < map.mouthHalf() * 1.02) return c;
        }
        throw new IllegalStateException("head mesh: no column meets the mouth");
    }

    private double[] at(double azimuth, double elevation) {
        return at(azimuth, elevation, Double.POSITIVE_INFINITY);
    }

    private double[] at(double azimuth, double elevation, double nearerThan) {
        double dx = Math.sin(azimuth) * Math.cos(elevation);
        double dy = Math.sin(elevation);
        double dz = Math.cos(azimuth) * Math.cos(elevation);
        double t = shape.reach(dx, dy, dz, nearerThan);
        return new double[] {t * dx, HeadShape.CENTRE_Y + t * dy, HeadShape.CENTRE_Z + t * dz, elevation, t};
    }

    /** The place on the line between the lips, continued around the head, and its elevation. */
    private double[] onLipLine(double azimuth) {
        double level = Math.toRadians(-30);
        if (Math.abs(azimuth) > 1.5) return at(azimuth, level);
        double low = Math.toRadians(-60);
        double high = Math.toRadians(-5);
        for (int i = 0; i < 20; i++) {
            double mid = (low + high) / 2;
            double[] p = at(azimuth, mid);
            if (p[1] > map.lipLine(p[0])) high = mid;
            else low = mid;
        }
        double found = (low + high) / 2;
        return at(azimuth, Curve.mix(found, level, step(0.9, 1.5, Math.abs(azimuth))));
    }

    private void placeGrid(int rows) {
        for (int c = 0; c < COLUMNS; c++) {
            double azimuth = azimuth(c);
            double line = onLipLine(azimuth)[3];
            double last = Double.POSITIVE_INFINITY;
            for (int r = 0; r < rows; r++) {
                boolean below = r >= UPPER;
                double elevation;
                if (below) {
                    double q = (double) (r - UPPER) / (LOWER - 1);
                    elevation = line + (Math.toRadians(-86) - line) * (0.7 * q + 0.3 * q * q);
                } else {
                    double q = 1 - (double) r / (UPPER - 1);
                    elevation = line + (Math.toRadians(89.9) - line) * (0.5 * q + 0.5 * q * q);
                }
                double[] p = at(azimuth, elevation, last + 1.5);
                last = p[4];
                int i = r * COLUMNS + c;
                double thick = scalp.thickness(p[0], p[1], p[2]);
                double ox = p[0];
                double oy = p[1] - HeadShape.CENTRE_Y;
                double oz = p[2] - HeadShape.CENTRE_Z;
                double k = 1 + thick / Math.sqrt(ox * ox + oy * oy + oz * oz);
                mesh.home(i, k * ox, HeadShape.CENTRE_Y + k * oy, HeadShape.CENTRE_Z + k * oz);
                mesh.hair[i] = (float) step(-0.15, 0.5, scalp.inside(p[0], p[1], p[2]));
                muscles.tie(i, person, map, p[0], p[1], p[2], below);
            }
        }
    }

    private static int[] strips(int first, int wide, int grid) {
        int[] out = new int[2 * STRIP * (wide - 1) * 6];
        int n = 0;
        for (int side = 0; side < 2; side++) {
            int lipRow = (side == 0 ? UPPER - 1 : UPPER) * COLUMNS + first;
            for (int s = 0; s < STRIP; s++) {
                int outer = s == 0 ? lipRow : grid + (side * STRIP + s - 1) * wide;
                int inner = grid + (side * STRIP + s) * wide;
                int a = side == 0 ? outer : inner;
                int b = side == 0 ? inner : outer;
                for (int c = 0; c + 1 < wide; c++) {
                    out[n++] = a + c;
                    out[n++] = b + c;
                    out[n++] = b + c + 1;
                    out[n++] = a + c;
                    out[n++] = b + c + 1;
                    out[n++] = a + c + 1;
                }
            }
        }
        return out;
    }

    private void placeStrips(int first, int wide, int grid) {
        for (int side = 0; side < 2; side++) {
            int lipRow = (side == 0 ? UPPER - 1 : UPPER) * COLUMNS + first;
            for (int s = 0; s < STRIP; s++) {
                for (int c = 0; c < wide; c++) {
                    int from = 3 * (lipRow + c);
                    int i = grid + (side * STRIP + s) * wide + c;
                    double deep = 0.16 * (s + 1) * (s + 1) * 0.55;
                    double up = (side == 0 ? 1 : -1) * 0.05 * (s + 1);
                    mesh.home(i, mesh.home[from], mesh.home[from + 1] + up, mesh.home[from + 2] - deep);
                    mesh.open[i] = 0.75f - 0.17f * s;
                    muscles.copy(lipRow + c, i);
                }
            }
        }
    }

    private void bakeOpenness(int grid) {
        mesh.normals(mesh.home);
        for (int i = 0; i < grid; i++) {
            if (mesh.hair[i] > 0.99f) continue;
            int p = 3 * i;
            mesh.open[i] = (float) shape.openness(
                    mesh.home[p],
                    mesh.home[p + 1],
                    mesh.home[p + 2],
                    mesh.normal[p],
                    mesh.normal[p + 1],
                    mesh.normal[p + 2]);
        }
    }

    /** Vertices of the two copies of the lips' line, for normals that agree beside the mouth. */
    void healSeam() {
        float[] n = mesh.normal;
        for (int c = 0; c < COLUMNS; c++) {
            int a = 3 * ((UPPER - 1) * COLUMNS + c);
            int b = 3 * (UPPER * COLUMNS + c);
            if (mesh.home[a + 2] > 4 && Math.abs(mesh.home[a]) < map.mouthHalf()) continue;
            for (int k = 0; k < 3; k++) {
                float mean = (n[a + k] + n[b + k]) / 2;
                n[a + k] = mean;
                n[b + k] = mean;
            }
        }
    }
}
