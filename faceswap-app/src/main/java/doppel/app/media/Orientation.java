package doppel.app.media;

import doppel.app.image.Frame;
import java.nio.IntBuffer;

/**
 * How a stored picture must be turned to stand upright: first rows and columns are exchanged if {@code swap}, then
 * columns are reversed if {@code flipX}, rows if {@code flipY}.
 */
record Orientation(boolean swap, boolean flipX, boolean flipY) {
    static final Orientation UPRIGHT = new Orientation(false, false, false);

    /**
     * From the display matrix of a track, 9 numbers of which {@code x' = m0 x + m3 y}, {@code y' = m1 x + m4 y} in
     * 16.16 fixed point (ISO/IEC 14496-12). Angles other than quarter turns are not applied.
     */
    static Orientation of(IntBuffer matrix) {
        int xx = Integer.signum(matrix.get(0));
        int xy = Integer.signum(matrix.get(3));
        int yx = Integer.signum(matrix.get(1));
        int yy = Integer.signum(matrix.get(4));
        if (xx != 0 && yy != 0 && xy == 0 && yx == 0) return new Orientation(false, xx < 0, yy < 0);
        if (xx == 0 && yy == 0 && xy != 0 && yx != 0) return new Orientation(true, xy < 0, yx < 0);
        return UPRIGHT;
    }

    Frame apply(Frame x) {
        if (equals(UPRIGHT)) return x;
        int width = swap ? x.height() : x.width();
        int height = swap ? x.width() : x.height();
        byte[] from = x.bgr();
        byte[] to = new byte[from.length];
        int stepX = swap ? x.width() * 3 : 3;
        int stepY = swap ? 3 : x.width() * 3;
        for (int row = 0; row < height; row++) {
            int sourceRow = flipY ? height - 1 - row : row;
            for (int column = 0; column < width; column++) {
                int sourceColumn = flipX ? width - 1 - column : column;
                int source = sourceRow * stepY + sourceColumn * stepX;
                int target = (row * width + column) * 3;
                to[target] = from[source];
                to[target + 1] = from[source + 1];
                to[target + 2] = from[source + 2];
            }
        }
        return new Frame(width, height, to);
    }
}
