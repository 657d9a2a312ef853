package doppel.app.demo;

import java.util.Arrays;

/**
 * How far the light reaches, as depth and its square on a plane across the light, blurred, so that shadows have soft
 * edges. Source: Donnelly, Lauritzen, "Variance shadow maps", 2006.
 */
final class ShadowMap {
    private static final int SIDE = 288;
    private static final float REACH = 22f;
    private static final float CENTRE_Y = -5f;
    private static final int BLUR = 3;

    private final float[] depth = new float[SIDE * SIDE];
    private float[] mean = new float[SIDE * SIDE];
    private float[] square = new float[SIDE * SIDE];
    private float[] spare = new float[SIDE * SIDE];
    private final float[] axes = new float[9];

    /** Forgets everything and looks along another light. */
    void aim(Light light) {
        Arrays.fill(depth, -60f);
        // right = up x light, top = light x right
        float rx = light.z();
        float rz = -light.x();
        float length = (float) Math.hypot(rx, rz);
        axes[0] = rx / length;
        axes[1] = 0;
        axes[2] = rz / length;
        axes[6] = light.x();
        axes[7] = light.y();
        axes[8] = light.z();
        axes[3] = axes[7] * axes[2] - axes[8] * axes[1];
        axes[4] = axes[8] * axes[0] - axes[6] * axes[2];
        axes[5] = axes[6] * axes[1] - axes[7] * axes[0];
    }

    /** Lets a mesh cast shadows. */
    void cast(Mesh mesh) {
        float[] p = new float[3 * mesh.vertices];
        for (int i = 0; i < p.length; i += 3) place(mesh.view[i], mesh.view[i + 1], mesh.view[i + 2], p, i);
        int[] t = mesh.triangles;
        for (int i = 0; i < t.length; i += 3) triangle(p, 3 * t[i], 3 * t[i + 1], 3 * t[i + 2]);
    }

    private void place(float x, float y, float z, float[] out, int at) {
        y -= CENTRE_Y;
        float k = SIDE / (2 * REACH);
        out[at] = (axes[0] * x + axes[1] * y + axes[2] * z + REACH) * k;
        out[at + 1] = (REACH - axes[3] * x - axes[4] * y - axes[5] * z) * k;
        out[at + 2] = axes[6] * x + axes[7] * y + axes[8] * z;
    }

    private void triangle(float[] p, int a, int b, int c) {
        float area = (p[c] - p[a]) * (p[b + 1] - p[a + 1]) - (p[c + 1] - p[a + 1]) * (p[b] - p[a]);
        if (Math.abs(area) < 1e-9f) return;
        int left = Math.max(0, (int) Math.ceil(Math.min(p[a], Math.min(p[b], p[c]))));
        int right = Math.min(SIDE - 1, (int) Math.floor(Math.max(p[a], Math.max(p[b], p[c]))));
        int top = Math.max(0, (int) Math.ceil(Math.min(p[a + 1], Math.min(p[b + 1], p[c + 1]))));
        int bottom = Math.min(SIDE - 1, (int) Math.floor(Math.max(p[a + 1], Math.max(p[b + 1], p[c + 1]))));
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                float wa = ((p[c] - x) * (p[b + 1] - y) - (p[c + 1] - y) * (p[b] - x)) / area;
                float wb = ((p[a] - x) * (p[c + 1] - y) - (p[a + 1] - y) * (p[c] - x)) / area;
                float wc = 1 - wa - wb;
                if (wa < 0 || wb < 0 || wc < 0) continue;
                float d = wa * p[a + 2] + wb * p[b + 2] + wc * p[c + 2];
                int at = y * SIDE + x;
                if (d > depth[at]) depth[at] = d;
            }
        }
    }

    /** Blurs what was cast; to be called once all is cast. */
    void soften() {
        for (int i = 0; i < depth.length; i++) {
            mean[i] = depth[i];
            square[i] = depth[i] * depth[i];
        }
        for (int pass = 0; pass < 2; pass++) {
            mean = blur(mean);
            square = blur(square);
        }
    }

    /** Blurs along rows and turns the picture, so that two passes blur both ways and turn it back. */
    private float[] blur(float[] from) {
        float[] to = spare;
        for (int y = 0; y < SIDE; y++) {
            float sum = 0;
            for (int x = -BLUR; x <= BLUR; x++) sum += from[y * SIDE + Math.clamp(x, 0, SIDE - 1)];
            for (int x = 0; x < SIDE; x++) {
                to[x * SIDE + y] = sum / (2 * BLUR + 1);
                sum += from[y * SIDE + Math.min(SIDE - 1, x + BLUR + 1)] - from[y * SIDE + Math.max(0, x - BLUR)];
            }
        }
        spare = from;
        return to;
    }

    /** How much of the key light reaches a place, 0..1. */
    float lit(float x, float y, float z) {
        y -= CENTRE_Y;
        float k = SIDE / (2 * REACH);
        float column = (axes[0] * x + axes[1] * y + axes[2] * z + REACH) * k;
        float row = (REACH - axes[3] * x - axes[4] * y - axes[5] * z) * k;
        float d = axes[6] * x + axes[7] * y + axes[8] * z + 0.25f;
        if (!(column >= 0 && column < SIDE - 1 && row >= 0 && row < SIDE - 1)) return 1;
        int at = ((int) row) * SIDE + (int) column;
        float fx = column - (int) column;
        float fy = row - (int) row;
        float m = between(mean, at, fx, fy);
        if (d >= m) return 1;
        float variance = Math.max(0.06f, between(square, at, fx, fy) - m * m);
        float reach = variance / (variance + (m - d) * (m - d));
        return Math.clamp((reach - 0.2f) / 0.8f, 0f, 1f);
    }

    private static float between(float[] values, int at, float fx, float fy) {
        float top = values[at] + (values[at + 1] - values[at]) * fx;
        float bottom = values[at + SIDE] + (values[at + SIDE + 1] - values[at + SIDE]) * fx;
        return top + (bottom - top) * fy;
    }
}
