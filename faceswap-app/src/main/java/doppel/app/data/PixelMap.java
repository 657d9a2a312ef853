package doppel.app.data;

import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.FloatImage;
import doppel.app.image.Interpolation;
import doppel.app.image.Warp;

/**
 * Where each pixel of a sample comes from: one look-up through its place and all fields, so that a picture is
 * interpolated once.
 */
final class PixelMap {
    private final int edge;
    private final float[] mapX;
    private final float[] mapY;

    /** @param fields applied to a pixel of the placed picture one after the other */
    PixelMap(int edge, Affine place, GridField... fields) {
        this.edge = edge;
        mapX = new float[edge * edge];
        mapY = new float[edge * edge];
        Affine back = place.inverse();
        for (int v = 0, i = 0; v < edge; v++) {
            for (int u = 0; u < edge; u++, i++) {
                double x = back.x(u, v);
                double y = back.y(u, v);
                for (GridField field : fields) {
                    double dx = field.dx(x, y);
                    y += field.dy(x, y);
                    x += dx;
                }
                mapX[i] = (float) x;
                mapY[i] = (float) y;
            }
        }
    }

    FloatImage of(FloatImage picture, Interpolation interpolation, Border border) {
        return Warp.remap(picture, mapX, mapY, edge, edge, interpolation, border);
    }
}
