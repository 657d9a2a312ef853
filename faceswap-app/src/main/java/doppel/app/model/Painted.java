package doppel.app.model;

import doppel.tensor.Tensor;

/**
 * What a decoder paints.
 *
 * @param image {@code [n, r, r, 3]}, BGR in 0..1
 * @param mask {@code [n, r, r, 1]}, 1 where the face is
 */
public record Painted(Tensor image, Tensor mask) {
    /** Faces {@code from} to {@code to} (exclusive) of the batch. */
    Painted rows(int from, int to) {
        return new Painted(image.rows(from, to), mask.rows(from, to));
    }
}
