package doppel.app.blend;

import doppel.app.image.FloatImage;
import java.util.Arrays;

/** Arithmetic on pictures of equal size; a mask of one channel counts for all channels of its pixel. */
final class Pixels {
    private Pixels() {}

    /** {@code clip(x, 0, 1)}; NaN becomes 0. Changes and returns x. */
    static FloatImage clip(FloatImage x) {
        float[] data = x.data();
        for (int i = 0; i < data.length; i++) data[i] = clip(data[i]);
        return x;
    }

    static float clip(float value) {
        return value > 0 ? Math.min(value, 1) : 0;
    }

    /** {@code x * mask}, a new picture. */
    static FloatImage times(FloatImage x, FloatImage mask) {
        FloatImage out = x.copy();
        float[] data = out.data();
        int channels = x.channels();
        for (int p = 0; p < mask.data().length; p++) {
            float weight = mask.data()[p];
            for (int c = 0; c < channels; c++) data[p * channels + c] *= weight;
        }
        return out;
    }

    /** {@code clip(below * (1 - mask) + above * mask)}, a new picture. */
    static FloatImage over(FloatImage below, FloatImage above, FloatImage mask) {
        FloatImage out = new FloatImage(below.width(), below.height(), 3);
        for (int p = 0; p < mask.data().length; p++) {
            float weight = mask.data()[p];
            for (int i = 3 * p; i < 3 * p + 3; i++) {
                out.data()[i] = clip(below.data()[i] * (1 - weight) + above.data()[i] * weight);
            }
        }
        return out;
    }

    /** {@code clip(a * (1 - share) + b * share)}, a new picture. */
    static FloatImage mix(FloatImage a, FloatImage b, float share) {
        FloatImage out = a.copy();
        for (int i = 0; i < out.data().length; i++) {
            out.data()[i] = clip(a.data()[i] * (1 - share) + b.data()[i] * share);
        }
        return out;
    }

    /** Values below 1/255 become 0. Changes and returns the mask. */
    static FloatImage dropTraces(FloatImage mask) {
        for (int i = 0; i < mask.data().length; i++) if (mask.data()[i] < 1f / 255) mask.data()[i] = 0;
        return mask;
    }

    /** All ones. */
    static FloatImage ones(int width, int height) {
        FloatImage out = new FloatImage(width, height, 1);
        Arrays.fill(out.data(), 1f);
        return out;
    }
}
