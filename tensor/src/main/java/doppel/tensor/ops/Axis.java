package doppel.tensor.ops;

import doppel.kernels.Shape;

/** How the ops count axes. */
final class Axis {
    private Axis() {}

    /**
     * An axis counted from the front; negative ones count from the end.
     *
     * @throws IllegalArgumentException if the shape does not have it
     */
    static int of(String op, int axis, Shape shape) {
        int rank = shape.rank();
        if (axis < -rank || axis >= rank) throw new IllegalArgumentException(op + ": axis " + axis + " of " + shape);
        return axis < 0 ? axis + rank : axis;
    }
}
