package doppel.app.model;

import doppel.app.image.FloatImage;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.List;

/** Between pictures on the heap and batches {@code [n, h, w, c]} of tensors. */
public final class FaceTensors {
    private FaceTensors() {}

    /**
     * Pictures of one size as a batch.
     *
     * @throws IllegalArgumentException if there is none, or their sizes differ
     */
    public static Tensor batch(TensorScope scope, List<FloatImage> pictures) {
        if (pictures.isEmpty()) throw new IllegalArgumentException("batch: no pictures");
        FloatImage first = pictures.getFirst();
        float[] values = new float[pictures.size() * first.data().length];
        int at = 0;
        for (FloatImage picture : pictures) {
            if (picture.width() != first.width()
                    || picture.height() != first.height()
                    || picture.channels() != first.channels()) {
                throw new IllegalArgumentException("batch: " + picture + " beside " + first);
            }
            System.arraycopy(picture.data(), 0, values, at, picture.data().length);
            at += picture.data().length;
        }
        return scope.of(new Shape(pictures.size(), first.height(), first.width(), first.channels()), values);
    }

    /** Picture {@code row} of a batch. */
    public static FloatImage picture(Tensor batch, int row) {
        Shape s = batch.shape();
        return new FloatImage(
                s.size(2), s.size(1), s.size(3), batch.rows(row, row + 1).toFloats());
    }
}
