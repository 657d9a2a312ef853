package doppel.app.blend;

import doppel.app.image.FloatImage;

/**
 * What a network makes of an aligned face.
 *
 * @param face the swapped face, {@code [n, n, 3]} BGR in 0..1
 * @param swappedMask where the swapped face is, {@code [n, n, 1]} in 0..1
 * @param originalMask where the original face is, {@code [n, n, 1]} in 0..1
 */
public record Prediction(FloatImage face, FloatImage swappedMask, FloatImage originalMask) {
    public Prediction {
        int n = face.width();
        if (face.height() != n || face.channels() != 3 || !isMask(swappedMask, n) || !isMask(originalMask, n)) {
            throw new IllegalArgumentException(
                    "prediction: %s with masks %s and %s, wanted n x n x 3 with masks n x n x 1"
                            .formatted(face, swappedMask, originalMask));
        }
    }

    private static boolean isMask(FloatImage mask, int n) {
        return mask.width() == n && mask.height() == n && mask.channels() == 1;
    }

    /** Side in pixels. */
    public int size() {
        return face.width();
    }
}
