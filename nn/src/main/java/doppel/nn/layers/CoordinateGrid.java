package doppel.nn.layers;

import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;

/**
 * Where the pixels of a picture are in coordinates of -1 to 1, x along its width: pixel (i, j) at {@code (2 j / (w - 1) -
 * 1, 2 i / (h - 1) - 1)}, so that the middles of the outermost pixels are at -1 and 1. Sampling a picture there with
 * aligned corners gives it back.
 */
public final class CoordinateGrid {
    private CoordinateGrid() {}

    /** {@code [height, width, 2]}, x before y; both sizes at least 2. */
    public static Tensor of(TensorScope owner, int height, int width) {
        float[] xs = axis(width);
        float[] ys = axis(height);
        float[] grid = new float[height * width * 2];
        for (int i = 0; i < height * width; i++) {
            grid[2 * i] = xs[i % width];
            grid[2 * i + 1] = ys[i / width];
        }
        return owner.of(new Shape(height, width, 2), grid);
    }

    /** One coordinate of so many pixels. */
    static float[] axis(int size) {
        if (size < 2) throw new IllegalArgumentException("coordinate grid: " + size + " pixels along an axis");
        float[] axis = new float[size];
        for (int i = 0; i < size; i++) axis[i] = (float) (2.0 * i / (size - 1) - 1);
        return axis;
    }
}
