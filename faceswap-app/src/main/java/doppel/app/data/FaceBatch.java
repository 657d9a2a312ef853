package doppel.app.data;

import doppel.app.image.FloatImage;

/**
 * Samples of one identity, on the heap. Pictures are BGR in 0..1.
 *
 * @param count number of samples n
 * @param resolution their edge r, in pixels
 * @param input {@code [n, r, r, 3]}, what the network sees
 * @param target {@code [n, r, r, 3]}, what it should paint
 * @param mask {@code [n, r, r, 1]}, where the face is
 * @param eyesMouth {@code [n, r, r, 1]}, eyes and mouth, the largest value of a face being 1
 */
public record FaceBatch(int count, int resolution, float[] input, float[] target, float[] mask, float[] eyesMouth) {
    static FaceBatch allocate(int count, int resolution) {
        int pixels = count * resolution * resolution;
        return new FaceBatch(
                count, resolution, new float[3 * pixels], new float[3 * pixels], new float[pixels], new float[pixels]);
    }

    void put(int row, FloatImage seen, FloatImage wanted, FloatImage masks) {
        int pixels = resolution * resolution;
        for (int i = 0; i < 3 * pixels; i++) {
            input[row * 3 * pixels + i] = Math.clamp(seen.data()[i], 0f, 1f);
            target[row * 3 * pixels + i] = Math.clamp(wanted.data()[i], 0f, 1f);
        }
        float largest = 0;
        for (int i = 0; i < pixels; i++) largest = Math.max(largest, masks.data()[2 * i + 1]);
        float scale = largest > 0 ? 1 / largest : 0;
        for (int i = 0; i < pixels; i++) {
            mask[row * pixels + i] = masks.data()[2 * i];
            eyesMouth[row * pixels + i] = masks.data()[2 * i + 1] * scale;
        }
    }
}
