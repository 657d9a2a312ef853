package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.Lab;
import doppel.kernels.Shape;

/** The test pictures for which DeepFaceLab's own layers were run. */
final class GoldenPictures {
    private GoldenPictures() {}

    /** {@code 0.5 + 0.5 sin(0.05 y + 0.09 x + 1.3 c + b)}, {@code [1, size, size, 3]}. */
    static Buffer waves(Lab lab, int size, double b) {
        double[] values = new double[size * size * 3];
        for (int i = 0; i < values.length; i++) {
            int c = i % 3;
            int x = i / 3 % size;
            int y = i / 3 / size;
            values[i] = (float) (0.5 + 0.5 * Math.sin(0.05 * y + 0.09 * x + 1.3 * c + b));
        }
        return lab.of(new Shape(1, size, size, 3), values);
    }
}
