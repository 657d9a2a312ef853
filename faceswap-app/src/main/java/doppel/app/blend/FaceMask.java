package doppel.app.blend;

import doppel.app.image.Filter;
import doppel.app.image.FloatImage;
import doppel.app.image.Interpolation;
import doppel.app.image.Resize;
import java.util.Arrays;
import java.util.function.Supplier;

/** The mask of a face in the plane of its crop, at four times the network's resolution: chosen, eroded, blurred. */
final class FaceMask {
    /** Pixels of the mask per pixel of the network. */
    static final int FINENESS = 4;

    private FaceMask() {}

    /**
     * The chosen mask at {@code [4n, 4n, 1]}, traces below 1/255 dropped.
     *
     * @param hull draws the hull of the landmarks in the crop, {@code [n, n, 1]}
     */
    static FloatImage choose(MaskMode mode, Prediction prediction, Supplier<FloatImage> hull) {
        int n = prediction.size();
        FloatImage mask = switch (mode) {
            case FULL -> Pixels.ones(n, n);
            case HULL -> hull.get();
            case LEARNED_SWAPPED -> prediction.swappedMask().copy();
            case LEARNED_ORIGINAL -> prediction.originalMask().copy();
            case LEARNED_BOTH -> Pixels.times(prediction.swappedMask(), prediction.originalMask());
            case LEARNED_EITHER -> Pixels.clip(sum(prediction.swappedMask(), prediction.originalMask()));
        };
        return Resize.to(Pixels.dropTraces(mask), FINENESS * n, FINENESS * n, Interpolation.CUBIC);
    }

    private static FloatImage sum(FloatImage a, FloatImage b) {
        FloatImage out = a.copy();
        for (int i = 0; i < out.data().length; i++) out.data()[i] += b.data()[i];
        return out;
    }

    /**
     * Shrinks or widens a mask, then softens its edge so that it reaches 0 at the border of the crop; values in 0..1.
     *
     * @param erode above 0 the kernel of an erosion, below 0 of a dilation
     * @param blur kernel of a Gaussian, its width taken from inside the border
     */
    static FloatImage refine(FloatImage mask, int erode, int blur) {
        if (erode == 0 && blur == 0) return Pixels.clip(mask);
        int side = mask.width();
        int pad = Math.abs(erode) / 2 + 2; // farther out all is 0
        FloatImage wide = padded(mask, pad);
        if (erode > 0) wide = EllipseMorphology.erode(wide, erode);
        if (erode < 0) wide = EllipseMorphology.dilate(wide, -erode);
        clearFrame(wide, pad + blur / 2);
        if (blur > 0) wide = Filter.gaussian(wide, blur | 1, 0);
        return Pixels.clip(part(wide, pad, side));
    }

    private static FloatImage padded(FloatImage mask, int pad) {
        int side = mask.width();
        FloatImage out = new FloatImage(side + 2 * pad, side + 2 * pad, 1);
        for (int y = 0; y < side; y++) {
            System.arraycopy(mask.data(), y * side, out.data(), (y + pad) * out.width() + pad, side);
        }
        return out;
    }

    private static FloatImage part(FloatImage wide, int pad, int side) {
        FloatImage out = new FloatImage(side, side, 1);
        for (int y = 0; y < side; y++) {
            System.arraycopy(wide.data(), (y + pad) * wide.width() + pad, out.data(), y * side, side);
        }
        return out;
    }

    private static void clearFrame(FloatImage image, int thickness) {
        int side = image.width();
        for (int y = 0; y < side; y++) {
            boolean inside = y >= thickness && y < side - thickness;
            int clear = inside ? Math.min(thickness, side) : side;
            Arrays.fill(image.data(), y * side, y * side + clear, 0f);
            Arrays.fill(image.data(), (y + 1) * side - clear, (y + 1) * side, 0f);
        }
    }
}
