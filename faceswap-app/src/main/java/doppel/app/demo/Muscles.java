package doppel.app.demo;

import static doppel.app.demo.Curve.bell;
import static doppel.app.demo.Curve.step;

/**
 * How places of a face move with an {@link Expression}: each place has a share of the jaw's turn and a direction for
 * each other movement.
 */
final class Muscles {
    private static final int SMILE = 0;
    private static final int SPREAD = 3;
    private static final int BROW = 6;
    private static final int LIFT = 9;
    private static final int VALUES = 12;
    private static final double HINGE_Y = -1.2;
    private static final double HINGE_Z = 0.8;

    private final float[] jaw;
    private final float[] moves;

    /** For {@code n} places, all at rest until they are {@link #tie tied}. */
    Muscles(int n) {
        jaw = new float[n];
        moves = new float[n * VALUES];
    }

    /**
     * Ties place i to the muscles.
     *
     * @param below whether the place belongs to the lower lip's side of the line between the lips
     */
    void tie(int i, Person person, FaceMap map, double x, double y, double z, boolean below) {
        double front = step(-2.5, 3.5, z);
        if (front == 0) return;
        Person.MouthShape mouth = person.mouth();
        double s = Math.abs(x) / mouth.half();
        double arch = s < 1 ? Math.pow(1 - s * s, 0.55) : 0;
        double corner = 0.30;
        double beyond = Math.exp(-Math.max(0, s - 1) * 0.9);
        double off = map.lipLine(x) - y;
        double share;
        if (below) {
            double atLine = (corner + (1 - corner) * arch) * beyond;
            share = atLine + (1 - atLine) * step(0, 2.6, off);
        } else {
            share = corner * (1 - arch) * beyond * Math.exp(off / 1.7);
        }
        jaw[i] = (float) (share * front);
        int m = i * VALUES;
        double side = Math.signum(x);
        double ax = Math.abs(x);
        double atCorner = bell(ax - mouth.half(), y - mouth.y(), 1.5, 1.5) * front;
        double cheek = bell(ax - 4.0, y + 3.4, 1.6, 1.5) * front;
        put(
                m + SMILE,
                side * (0.38 * atCorner + 0.1 * cheek),
                0.42 * atCorner + 0.22 * cheek,
                -0.20 * atCorner + 0.2 * cheek);
        double about = bell(ax, y - mouth.y(), 3.4, 2.0) * front;
        double centre = bell(ax, y - mouth.y(), 1.7, 1.3) * front;
        put(m + SPREAD, 0.20 * x * about, 0, -0.45 * centre);
        double brow = bell(y - person.brow().peakY(), 1.25) * bell(ax - 3.2, 3.0) * step(3, 6, z);
        double lids = step(0.4, 1.3, map.eyeV(x, y));
        put(m + BROW, 0, 0.5 * brow * lids, 0);
        double upper = below ? 0 : arch * Math.exp(off / 0.9) * front;
        put(m + LIFT, 0, upper, 0.25 * upper);
    }

    private void put(int at, double x, double y, double z) {
        moves[at] = (float) x;
        moves[at + 1] = (float) y;
        moves[at + 2] = (float) z;
    }

    /** Gives place {@code to} the ties of place {@code from}. */
    void copy(int from, int to) {
        jaw[to] = jaw[from];
        System.arraycopy(moves, from * VALUES, moves, to * VALUES, VALUES);
    }

    /** Moves the places {@code x, y, z, ...} from {@code home} to {@code out}. */
    void move(float[] home, float[] out, Expression e) {
        double lift = 0.9 * e.jaw() + 0.06 * e.smile();
        for (int i = 0; i < jaw.length; i++) {
            int m = i * VALUES;
            double x = home[3 * i];
            double y = home[3 * i + 1];
            double z = home[3 * i + 2];
            x += e.smile() * moves[m] + e.spread() * moves[m + 3] + e.brow() * moves[m + 6] + lift * moves[m + 9];
            y += e.smile() * moves[m + 1] + e.spread() * moves[m + 4] + e.brow() * moves[m + 7] + lift * moves[m + 10];
            z += e.smile() * moves[m + 2] + e.spread() * moves[m + 5] + e.brow() * moves[m + 8] + lift * moves[m + 11];
            if (jaw[i] != 0) {
                double angle = e.jaw() * jaw[i];
                double cos = 1 - angle * angle / 2;
                double dy = y - HINGE_Y;
                double dz = z - HINGE_Z;
                y = HINGE_Y + dy * cos - dz * angle;
                z = HINGE_Z + dz * cos + dy * angle;
            }
            out[3 * i] = (float) x;
            out[3 * i + 1] = (float) y;
            out[3 * i + 2] = (float) z;
        }
    }

    /** Ties place i to the jaw alone. */
    void tieToJaw(int i, double share) {
        jaw[i] = (float) share;
    }
}
