package doppel.app.blend;

import doppel.app.image.ColorSpace;
import doppel.app.image.FloatImage;

/**
 * Lightness and colour apart: the L channel of CIE Lab by {@link LinearTransfer}, the colours at one lightness by
 * {@link SlicedTransportTransfer} in the range 0..255, which makes its smoothing act. Values are rounded to 8 bits
 * between the steps. Source: DeepFaceLab's {@code color_transfer_mix}.
 */
final class MixedTransfer {
    /** DeepFaceLab writes 100 into the 8-bit L channel, whose full scale is 255. */
    private static final float LEVEL = 100 * 100f / 255;

    private static final int DIRECTIONS = 5;

    private MixedTransfer() {}

    static FloatImage apply(FloatImage face, FloatImage original) {
        FloatImage lab = lab8(face, 1);
        FloatImage goal = lab8(original, 1);
        FloatImage lightness = LinearTransfer.apply(lightness(lab), lightness(goal));
        level(lab);
        level(goal);
        FloatImage colours = SlicedTransportTransfer.apply(bytes(lab), bytes(goal), DIRECTIONS, 255f);
        FloatImage out = lab8(colours, 1 / 255f);
        for (int p = 0; p < lightness.data().length; p++) {
            out.data()[3 * p] = ((int) (lightness.data()[p] * 255)) * 100f / 255;
        }
        return Pixels.clip(ColorSpace.labToBgr(out));
    }

    /** Lab of a picture cut to 8 bits, itself rounded to the steps of 8-bit Lab. */
    private static FloatImage lab8(FloatImage x, float scale) {
        FloatImage bytes = x.copy();
        for (int i = 0; i < bytes.data().length; i++) bytes.data()[i] = ((int) (x.data()[i] * scale * 255)) / 255f;
        FloatImage lab = ColorSpace.bgrToLab(bytes);
        for (int i = 0; i < lab.data().length; i += 3) {
            lab.data()[i] = Math.round(lab.data()[i] * 2.55f) / 2.55f;
            lab.data()[i + 1] = Math.round(lab.data()[i + 1]);
            lab.data()[i + 2] = Math.round(lab.data()[i + 2]);
        }
        return lab;
    }

    private static FloatImage lightness(FloatImage lab) {
        FloatImage out = new FloatImage(lab.width(), lab.height(), 1);
        for (int p = 0; p < out.data().length; p++) out.data()[p] = lab.data()[3 * p] / 100;
        return out;
    }

    private static void level(FloatImage lab) {
        for (int i = 0; i < lab.data().length; i += 3) lab.data()[i] = LEVEL;
    }

    /** BGR in 0..255, whole numbers. */
    private static FloatImage bytes(FloatImage lab) {
        FloatImage bgr = Pixels.clip(ColorSpace.labToBgr(lab));
        for (int i = 0; i < bgr.data().length; i++) bgr.data()[i] = Math.round(bgr.data()[i] * 255);
        return bgr;
    }
}
