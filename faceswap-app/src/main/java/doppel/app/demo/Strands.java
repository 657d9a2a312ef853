package doppel.app.demo;

import java.util.Arrays;

/**
 * Hairs as lines of a few points each. Shading after Kajiya and Kay, "Rendering fur with three dimensional textures",
 * 1989: light is spread around the tangent.
 */
final class Strands {
    /** Points of each strand. */
    final int points;

    private final float shine;
    private final int width;
    private final float opacity;
    private int count;
    private float[] home = new float[0];
    /** Per strand: red, green, blue. */
    private float[] colors = new float[0];
    /** Per point: share of the light that reaches it between its neighbours. */
    private float[] depths = new float[0];

    /**
     * @param width in samples
     * @param opacity 0..1, how much of what lies behind a strand it hides
     */
    Strands(int points, float shine, int width, float opacity) {
        this.points = points;
        this.shine = shine;
        this.width = width;
        this.opacity = opacity;
    }

    /** Adds a strand of {@code x, y, z, ...} and for each point its share of light. */
    void add(double[] xyz, double[] light, Rgb color) {
        int n = points;
        if ((count + 1) * 3 * n > home.length) {
            int room = Math.max(256, 2 * count);
            home = Arrays.copyOf(home, room * 3 * n);
            depths = Arrays.copyOf(depths, room * n);
            colors = Arrays.copyOf(colors, room * 3);
        }
        for (int i = 0; i < 3 * n; i++) home[count * 3 * n + i] = (float) xyz[i];
        for (int i = 0; i < n; i++) depths[count * n + i] = (float) light[i];
        colors[3 * count] = (float) color.r();
        colors[3 * count + 1] = (float) color.g();
        colors[3 * count + 2] = (float) color.b();
        count++;
    }

    /** The points as a mesh without triangles, to be moved like any other. */
    Mesh mesh() {
        Mesh mesh = new Mesh(Mesh.Kind.NOTHING, count * points, new int[0]);
        System.arraycopy(home, 0, mesh.home, 0, mesh.home.length);
        return mesh;
    }

    /** Draws the strands where {@code view} has them; {@code centre} is the middle of the head in the room. */
    void draw(Canvas canvas, float[] view, Light light, ShadowMap shadows, float[] centre) {
        Camera camera = canvas.camera;
        float[] a = new float[6];
        float[] b = new float[6];
        for (int s = 0; s < count; s++) {
            for (int i = 0; i < points; i++) {
                int p = 3 * (s * points + i);
                int from = i == 0 ? p : p - 3;
                int to = i == points - 1 ? p : p + 3;
                color(s, s * points + i, view, p, from, to, light, shadows, centre, b);
                float z = view[p + 2];
                b[0] = (float) camera.x(view[p], z);
                b[1] = (float) camera.y(view[p + 1], z);
                b[2] = (float) (1 / (camera.distance() - z));
                if (i > 0) line(canvas, a, b);
                float[] swap = a;
                a = b;
                b = swap;
            }
        }
    }

    private void color(
            int strand,
            int point,
            float[] view,
            int p,
            int from,
            int to,
            Light light,
            ShadowMap shadows,
            float[] centre,
            float[] out) {
        float tx = view[to] - view[from];
        float ty = view[to + 1] - view[from + 1];
        float tz = view[to + 2] - view[from + 2];
        float k = 1 / (float) Math.sqrt(tx * tx + ty * ty + tz * tz + 1e-12f);
        float along = (tx * light.x() + ty * light.y() + tz * light.z()) * k;
        float ox = view[p] - centre[0];
        float oy = (view[p + 1] - centre[1]) * 0.6f;
        float oz = view[p + 2] - centre[2];
        float o = 1 / (float) Math.sqrt(ox * ox + oy * oy + oz * oz + 1e-12f);
        float facing = Math.max(0, 0.30f + 0.70f * (ox * light.x() + oy * light.y() + oz * light.z()) * o);
        float diffuse = (float) Math.sqrt(Math.max(0, 1 - along * along)) * facing;
        // half way between light and viewer
        float hx = light.x();
        float hy = light.y();
        float hz = light.z() + 1;
        float h = 1 / (float) Math.sqrt(hx * hx + hy * hy + hz * hz);
        float alongHalf = (tx * hx + ty * hy + tz * hz) * k * h;
        float gleam = Math.max(0, 1 - alongHalf * alongHalf);
        float g2 = gleam * gleam;
        float g4 = g2 * g2;
        float g16 = g4 * g4 * g4 * g4;
        float lit = shadows.lit(view[p], view[p + 1], view[p + 2]);
        float deep = depths[point];
        float up = 0.5f + 0.5f * oy * o;
        float key = deep * lit * (0.85f * diffuse + shine * g16 * facing);
        float white = shine * 0.10f * deep * lit * g16 * g16 * facing;
        float around = deep * (0.45f + 0.55f * up);
        out[3] = (float)
                (colors[3 * strand] * (light.key().r() * key + light.sky().r() * around) + white);
        out[4] = (float)
                (colors[3 * strand + 1] * (light.key().g() * key + light.sky().g() * around) + white);
        out[5] = (float)
                (colors[3 * strand + 2] * (light.key().b() * key + light.sky().b() * around) + white);
    }

    private void line(Canvas canvas, float[] a, float[] b) {
        float dx = b[0] - a[0];
        float dy = b[1] - a[1];
        int steps = Math.max(1, (int) Math.ceil(Math.max(Math.abs(dx), Math.abs(dy))));
        boolean steep = Math.abs(dy) > Math.abs(dx);
        float step = 1f / steps;
        for (int i = 0; i < steps; i++) {
            float t = i * step;
            int x = Math.round(a[0] + t * dx);
            int y = Math.round(a[1] + t * dy);
            float near = a[2] + t * (b[2] - a[2]);
            for (int w = 0; w < width; w++) {
                int px = steep ? x + w : x;
                int py = steep ? y : y + w;
                if (px < 0 || py < 0 || px >= canvas.width || py >= canvas.height) continue;
                int at = py * canvas.width + px;
                if (near <= canvas.near[at]) continue;
                canvas.near[at] = near;
                for (int c = 0; c < 3; c++) {
                    float value = a[3 + c] + t * (b[3 + c] - a[3 + c]);
                    canvas.color[3 * at + c] += opacity * (value - canvas.color[3 * at + c]);
                }
            }
        }
    }
}
