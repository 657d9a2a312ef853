package doppel.app.demo;

import java.util.Arrays;

/**
 * Triangles of one material. Places are {@code x, y, z} per vertex: {@code home} in the head's space at rest, {@code
 * view} in the room at one moment, {@code normal} outward there.
 */
final class Mesh {
    /** What a surface is made of. */
    enum Kind {
        NOTHING(0),
        FACE(1),
        SKIN(2),
        EYE(3),
        TEETH(4),
        MOUTH(5),
        CLOTH(6),
        HAIR(7);

        private static final Kind[] BY_CODE = {NOTHING, FACE, SKIN, EYE, TEETH, MOUTH, CLOTH, HAIR};
        final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        static Kind of(byte code) {
            return BY_CODE[code];
        }
    }

    final Kind kind;
    final int vertices;
    final float[] home;
    final float[] view;
    final float[] normal;
    /** How much of the surroundings each vertex sees, 0..1. */
    final float[] open;
    /** How much of the vertex is hair, 0..1. */
    final float[] hair;

    final int[] triangles;

    Mesh(Kind kind, int vertices, int[] triangles) {
        this.kind = kind;
        this.vertices = vertices;
        this.triangles = triangles;
        home = new float[3 * vertices];
        view = new float[3 * vertices];
        normal = new float[3 * vertices];
        open = new float[vertices];
        hair = new float[vertices];
        Arrays.fill(open, 1f);
    }

    void home(int i, double x, double y, double z) {
        home[3 * i] = (float) x;
        home[3 * i + 1] = (float) y;
        home[3 * i + 2] = (float) z;
    }

    /** Turns and moves {@code view} as the pose says. */
    void pose(Pose pose) {
        double[] r = pose.rotation();
        for (int i = 0; i < 3 * vertices; i += 3) {
            double x = view[i];
            double y = view[i + 1] - Pose.PIVOT_Y;
            double z = view[i + 2] - Pose.PIVOT_Z;
            view[i] = (float) (r[0] * x + r[1] * y + r[2] * z + pose.x());
            view[i + 1] = (float) (r[3] * x + r[4] * y + r[5] * z + Pose.PIVOT_Y + pose.y());
            view[i + 2] = (float) (r[6] * x + r[7] * y + r[8] * z + Pose.PIVOT_Z + pose.z());
        }
    }

    /** Normals of {@code places} as the area-weighted mean of the triangles about each vertex, of length one. */
    void normals(float[] places) {
        Arrays.fill(normal, 0);
        for (int t = 0; t < triangles.length; t += 3) {
            int a = 3 * triangles[t];
            int b = 3 * triangles[t + 1];
            int c = 3 * triangles[t + 2];
            float ux = places[b] - places[a];
            float uy = places[b + 1] - places[a + 1];
            float uz = places[b + 2] - places[a + 2];
            float wx = places[c] - places[a];
            float wy = places[c + 1] - places[a + 1];
            float wz = places[c + 2] - places[a + 2];
            float nx = uy * wz - uz * wy;
            float ny = uz * wx - ux * wz;
            float nz = ux * wy - uy * wx;
            add(a, nx, ny, nz);
            add(b, nx, ny, nz);
            add(c, nx, ny, nz);
        }
        for (int i = 0; i < normal.length; i += 3) {
            float length = (float)
                    Math.sqrt(normal[i] * normal[i] + normal[i + 1] * normal[i + 1] + normal[i + 2] * normal[i + 2]);
            if (length < 1e-12f) continue;
            normal[i] /= length;
            normal[i + 1] /= length;
            normal[i + 2] /= length;
        }
    }

    private void add(int at, float x, float y, float z) {
        normal[at] += x;
        normal[at + 1] += y;
        normal[at + 2] += z;
    }

    /**
     * Triangles of a grid of {@code rows} by {@code columns} vertices, counter-clockwise where columns go right and
     * rows go down; the gap below row {@code slit} stays open, -1 for none.
     */
    static int[] grid(int rows, int columns, int slit) {
        int[] out = new int[6 * (rows - 1 - (slit >= 0 ? 1 : 0)) * (columns - 1)];
        int n = 0;
        for (int r = 0; r + 1 < rows; r++) {
            if (r == slit) continue;
            for (int c = 0; c + 1 < columns; c++) {
                int a = r * columns + c;
                int b = a + columns;
                out[n++] = a;
                out[n++] = b;
                out[n++] = b + 1;
                out[n++] = a;
                out[n++] = b + 1;
                out[n++] = a + 1;
            }
        }
        return out;
    }
}
