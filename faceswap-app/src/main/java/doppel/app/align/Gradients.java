package doppel.app.align;

/**
 * What a gray picture looks like about given places: at each place a histogram of the directions of its gradients in
 * four cells, of length one. Light and contrast cancel out. After Dalal and Triggs, "Histograms of oriented gradients
 * for human detection", 2005, and Lowe's SIFT.
 */
final class Gradients {
    static final int DIRECTIONS = 8;
    /** Numbers per place: directions of four cells. */
    static final int VALUES = 4 * DIRECTIONS;

    private final int side;
    /** {@code [directions, side, side]} */
    private final float[] maps;

    private final float floor;

    /**
     * @param gray {@code [side, side]}
     * @param blur radius of a cell in pixels
     */
    Gradients(float[] gray, int side, int blur) {
        this.side = side;
        maps = new float[DIRECTIONS * side * side];
        double energy = 0;
        for (int y = 1; y + 1 < side; y++) {
            for (int x = 1; x + 1 < side; x++) {
                int at = y * side + x;
                float dx = gray[at + 1] - gray[at - 1];
                float dy = gray[at + side] - gray[at - side];
                float size = (float) Math.sqrt(dx * dx + dy * dy);
                energy += size;
                double turn = Math.atan2(dy, dx) / (2 * Math.PI) * DIRECTIONS + DIRECTIONS;
                int low = (int) turn;
                float part = (float) (turn - low);
                maps[(low % DIRECTIONS) * side * side + at] += size * (1 - part);
                maps[((low + 1) % DIRECTIONS) * side * side + at] += size * part;
            }
        }
        floor = (float) (0.15 * energy / (side * side)) + 1e-6f;
        float[] spare = new float[side * side];
        for (int d = 0; d < DIRECTIONS; d++) {
            for (int pass = 0; pass < 4; pass++) blurAndTurn(d * side * side, blur, spare);
        }
    }

    /** A running mean along rows, written as columns: an even number of passes leaves the map upright. */
    private void blurAndTurn(int from, int blur, float[] spare) {
        float scale = 1f / (2 * blur + 1);
        for (int y = 0; y < side; y++) {
            int row = from + y * side;
            float sum = 0;
            for (int x = -blur; x <= blur; x++) sum += maps[row + Math.clamp(x, 0, side - 1)];
            for (int x = 0; x < side; x++) {
                spare[x * side + y] = sum * scale;
                sum += maps[row + Math.min(side - 1, x + blur + 1)] - maps[row + Math.max(0, x - blur)];
            }
        }
        System.arraycopy(spare, 0, maps, from, side * side);
    }

    /**
     * Writes the {@link #VALUES} numbers of the place (x, y); its cells' middles are {@code reach} away on each axis.
     */
    void read(double x, double y, double reach, float[] out, int at) {
        double squares = 0;
        int k = at;
        for (int cell = 0; cell < 4; cell++) {
            double cx = Math.clamp(x + ((cell & 1) == 0 ? -reach : reach), 0.0, side - 1.001);
            double cy = Math.clamp(y + ((cell & 2) == 0 ? -reach : reach), 0.0, side - 1.001);
            int ix = (int) cx;
            int iy = (int) cy;
            float fx = (float) (cx - ix);
            float fy = (float) (cy - iy);
            for (int d = 0; d < DIRECTIONS; d++) {
                int p = (d * side + iy) * side + ix;
                float top = maps[p] + (maps[p + 1] - maps[p]) * fx;
                float bottom = maps[p + side] + (maps[p + side + 1] - maps[p + side]) * fx;
                float value = top + (bottom - top) * fy;
                out[k++] = value;
                squares += value * value;
            }
        }
        float scale = (float) (1 / (Math.sqrt(squares) + floor));
        for (int i = at; i < k; i++) out[i] *= scale;
    }
}
