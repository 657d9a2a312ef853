package doppel.app.blend;

import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import doppel.app.image.SeamlessClone;
import doppel.bindings.lifetime.NativeException;

/** Poisson cloning of a face into a frame, with the mask made hard the way DeepFaceLab makes it. */
final class SeamlessPaste {
    private SeamlessPaste() {}

    /** The face with the frame's colours at its edge; the face itself where cloning is impossible. */
    static FloatImage apply(FloatImage below, FloatImage face, FloatImage mask) {
        float threshold = threshold(mask);
        byte[] hard = new byte[mask.data().length];
        int left = Integer.MAX_VALUE;
        int top = Integer.MAX_VALUE;
        int right = -1;
        int bottom = -1;
        for (int p = 0; p < hard.length; p++) {
            if (!(mask.data()[p] > threshold)) continue;
            hard[p] = (byte) 255;
            left = Math.min(left, p % mask.width());
            right = Math.max(right, p % mask.width());
            top = Math.min(top, p / mask.width());
            bottom = Math.max(bottom, p / mask.width());
        }
        if (right < 0) return face;
        int centreX = left + (right - left + 1) / 2;
        int centreY = top + (bottom - top + 1) / 2;
        try {
            return SeamlessClone.normal(truncated(face), truncated(below), hard, centreX, centreY)
                    .toFloat();
        } catch (NativeException | IllegalArgumentException e) {
            return face; // as the original: a mask at the very edge of the frame cannot be cloned
        }
    }

    /** The first of 0.1, 0.2 ... 0.9 that the mask exceeds somewhere: 0.1, or nothing is left. */
    private static float threshold(FloatImage mask) {
        for (int i = 1; i <= 9; i++) {
            for (float value : mask.data()) if (value > i / 10f) return i / 10f;
        }
        return 1;
    }

    private static Frame truncated(FloatImage x) {
        byte[] bgr = new byte[x.data().length];
        for (int i = 0; i < bgr.length; i++) bgr[i] = (byte) (Pixels.clip(x.data()[i]) * 255.001f);
        return new Frame(x.width(), x.height(), bgr);
    }
}
