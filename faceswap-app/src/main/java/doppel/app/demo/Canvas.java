package doppel.app.demo;

import java.util.Arrays;

/**
 * What each sample of the picture shows: the nearest surface's material, normal, place on the head at rest, and
 * openness; later its colour. Nearness is {@code 1 / (distance - z)}, greater is nearer.
 */
final class Canvas {
    final int width;
    final int height;
    final Camera camera;
    final float[] near;
    final byte[] kind;
    /** Per sample: normal, place at rest, openness, hair. */
    final float[] surface;
    /** Per sample: red, green, blue in linear light. */
    final float[] color;

    static final int VALUES = 8;

    Canvas(int width, int height, Camera camera) {
        this.width = width;
        this.height = height;
        this.camera = camera;
        near = new float[width * height];
        kind = new byte[width * height];
        surface = new float[width * height * VALUES];
        color = new float[width * height * 3];
    }

    /** Empties the picture in front of a wall. */
    void clear(float[] wall) {
        Arrays.fill(near, 0);
        Arrays.fill(kind, (byte) 0);
        System.arraycopy(wall, 0, color, 0, color.length);
    }

    /** Decides which samples of a mesh are not there. */
    interface Opening {
        boolean open(float x, float y);
    }

    /** Draws a mesh as {@code view} and {@code normal} say; samples of its home inside the opening are left out. */
    void draw(Mesh mesh, Opening opening) {
        draw(mesh, opening, false);
    }

    /** Draws a mesh that is seen from behind too. */
    void drawBothSides(Mesh mesh) {
        draw(mesh, (x, y) -> false, true);
    }

    private void draw(Mesh mesh, Opening opening, boolean both) {
        float[] screen = new float[3 * mesh.vertices];
        for (int i = 0; i < 3 * mesh.vertices; i += 3) {
            double z = mesh.view[i + 2];
            screen[i] = (float) camera.x(mesh.view[i], z);
            screen[i + 1] = (float) camera.y(mesh.view[i + 1], z);
            screen[i + 2] = (float) (1 / (camera.distance() - z));
        }
        int[] t = mesh.triangles;
        for (int i = 0; i < t.length; i += 3) {
            triangle(mesh, screen, t[i], t[i + 1], t[i + 2], opening);
            if (both) triangle(mesh, screen, t[i], t[i + 2], t[i + 1], opening);
        }
    }

    private void triangle(Mesh mesh, float[] screen, int a, int b, int c, Opening opening) {
        float ax = screen[3 * a];
        float ay = screen[3 * a + 1];
        float bx = screen[3 * b];
        float by = screen[3 * b + 1];
        float cx = screen[3 * c];
        float cy = screen[3 * c + 1];
        // counter-clockwise in space is clockwise on a screen whose y goes down
        float area = (cx - ax) * (by - ay) - (cy - ay) * (bx - ax);
        if (!(area > 1e-9f)) return;
        int left = Math.max(0, (int) Math.ceil(Math.min(ax, Math.min(bx, cx))));
        int right = Math.min(width - 1, (int) Math.floor(Math.max(ax, Math.max(bx, cx))));
        int top = Math.max(0, (int) Math.ceil(Math.min(ay, Math.min(by, cy))));
        int bottom = Math.min(height - 1, (int) Math.floor(Math.max(ay, Math.max(by, cy))));
        float scale = 1 / area;
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                float wa = ((cx - x) * (by - y) - (cy - y) * (bx - x)) * scale;
                float wb = ((ax - x) * (cy - y) - (ay - y) * (cx - x)) * scale;
                float wc = 1 - wa - wb;
                if (wa < 0 || wb < 0 || wc < 0) continue;
                float depth = wa * screen[3 * a + 2] + wb * screen[3 * b + 2] + wc * screen[3 * c + 2];
                int at = y * width + x;
                if (depth > near[at]) fill(mesh, a, b, c, wa, wb, wc, depth, at, opening);
            }
        }
    }

    private void fill(
            Mesh mesh, int a, int b, int c, float wa, float wb, float wc, float depth, int at, Opening opening) {
        float[] home = mesh.home;
        float[] normal = mesh.normal;
        int a3 = 3 * a;
        int b3 = 3 * b;
        int c3 = 3 * c;
        float hx = wa * home[a3] + wb * home[b3] + wc * home[c3];
        float hy = wa * home[a3 + 1] + wb * home[b3 + 1] + wc * home[c3 + 1];
        float hz = wa * home[a3 + 2] + wb * home[b3 + 2] + wc * home[c3 + 2];
        if (hz > 3 && opening.open(hx, hy)) return;
        near[at] = depth;
        kind[at] = mesh.kind.code;
        int s = at * VALUES;
        for (int k = 0; k < 3; k++) {
            surface[s + k] = wa * normal[a3 + k] + wb * normal[b3 + k] + wc * normal[c3 + k];
        }
        surface[s + 3] = hx;
        surface[s + 4] = hy;
        surface[s + 5] = hz;
        surface[s + 6] = wa * mesh.open[a] + wb * mesh.open[b] + wc * mesh.open[c];
        surface[s + 7] = wa * mesh.hair[a] + wb * mesh.hair[b] + wc * mesh.hair[c];
    }
}
