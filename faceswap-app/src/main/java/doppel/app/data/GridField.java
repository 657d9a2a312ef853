package doppel.app.data;

/**
 * A displacement of the pixels of a square picture, known on a grid and interpolated between bilinearly. Grid line i
 * lies at pixel {@code i * cell - 0.5}; beyond the last one its value holds.
 *
 * @param cell distance between grid lines, in pixels
 * @param points grid lines a side, 2 or more
 * @param dx displacement of x in pixels, {@code [points, points]}
 * @param dy displacement of y likewise
 */
record GridField(double cell, int points, double[] dx, double[] dy) {
    /** Displacement of x at a point of the picture, in pixels. */
    double dx(double x, double y) {
        return at(dx, x, y);
    }

    /** Displacement of y at a point of the picture, in pixels. */
    double dy(double x, double y) {
        return at(dy, x, y);
    }

    private double at(double[] grid, double x, double y) {
        double gx = Math.clamp((x + 0.5) / cell, 0, points - 1);
        double gy = Math.clamp((y + 0.5) / cell, 0, points - 1);
        int ix = Math.min((int) gx, points - 2);
        int iy = Math.min((int) gy, points - 2);
        double fx = gx - ix;
        double fy = gy - iy;
        int i = iy * points + ix;
        double top = grid[i] * (1 - fx) + grid[i + 1] * fx;
        double bottom = grid[i + points] * (1 - fx) + grid[i + points + 1] * fx;
        return top * (1 - fy) + bottom * fy;
    }
}
