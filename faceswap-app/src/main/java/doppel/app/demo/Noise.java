package doppel.app.demo;

/** Repeatable noise: the same numbers for the same place and seed, on every machine. */
final class Noise {
    private Noise() {}

    /** A number in 0..1 for a lattice point. */
    static double at(int x, int y, int z, int seed) {
        int h = seed * 0x9E3779B1 + x * 0x85EBCA77 + y * 0xC2B2AE3D + z * 0x27D4EB2F;
        h = (h ^ (h >>> 15)) * 0x2C1B3C6D;
        h = (h ^ (h >>> 12)) * 0x297A2D39;
        h ^= h >>> 15;
        return (h >>> 8) * 0x1p-24;
    }

    /** A number in -1..1 for the i-th draw of a seed. */
    static double signed(int i, int seed) {
        return 2 * at(i, 0, 0, seed) - 1;
    }

    /** Smooth noise in -1..1 that changes over about one unit. */
    static double smooth(double x, double y, double z, int seed) {
        int ix = (int) Math.floor(x);
        int iy = (int) Math.floor(y);
        int iz = (int) Math.floor(z);
        double fx = ease(x - ix);
        double fy = ease(y - iy);
        double fz = ease(z - iz);
        double near = plane(ix, iy, iz, fx, fy, seed);
        double far = plane(ix, iy, iz + 1, fx, fy, seed);
        return 2 * (near + (far - near) * fz) - 1;
    }

    /** Four octaves of {@link #smooth}, about -1..1. */
    static double cloud(double x, double y, double z, int seed) {
        double sum = 0;
        double weight = 0.5;
        for (int octave = 0; octave < 4; octave++) {
            sum += weight * smooth(x, y, z, seed + octave);
            x *= 2.03;
            y *= 2.03;
            z *= 2.03;
            weight *= 0.5;
        }
        return sum;
    }

    private static double plane(int ix, int iy, int iz, double fx, double fy, int seed) {
        double top = at(ix, iy, iz, seed) + (at(ix + 1, iy, iz, seed) - at(ix, iy, iz, seed)) * fx;
        double bottom = at(ix, iy + 1, iz, seed) + (at(ix + 1, iy + 1, iz, seed) - at(ix, iy + 1, iz, seed)) * fx;
        return top + (bottom - top) * fy;
    }

    private static double ease(double t) {
        return t * t * (3 - 2 * t);
    }
}
