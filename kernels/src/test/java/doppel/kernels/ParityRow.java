package doppel.kernels;

import java.util.ArrayList;
import java.util.List;

/**
 * One op on one shape.
 *
 * @param tolerance largest error, as a share of {@code 1 + |wanted|}
 * @param body makes inputs in the lab, runs the op and keeps what it wrote
 */
public record ParityRow(String name, double tolerance, Body body) {
    /** Sizes around the lanes of vectors of 128 to 512 bits. */
    static final List<Integer> LANES = List.of(1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1000);

    /** Long enough to be shared out among threads, and not a multiple of anything. */
    public static final int LARGE = 600_011;

    /** What a row does. */
    public interface Body {
        void run(Kernels kernels, Lab lab);
    }

    /** {@link #LANES} and {@link #LARGE} as vectors. */
    static List<Shape> vectors() {
        List<Shape> shapes = new ArrayList<>();
        for (int size : LANES) shapes.add(new Shape(size));
        shapes.add(new Shape(LARGE));
        return shapes;
    }
}
