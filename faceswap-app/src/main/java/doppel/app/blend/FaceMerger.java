package doppel.app.blend;

import doppel.app.face.Alignment;
import doppel.app.face.FaceType;
import doppel.app.face.LandmarkMasks;
import doppel.app.face.Landmarks;
import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Resize;
import doppel.app.image.Warp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts swapped faces into frames: cuts the face out for the network, and blends its answer over the frame. Algorithm
 * and settings are those of DeepFaceLab's merger, its habit included of blending twice where a second round of effects
 * is on. Only the rectangle about the face is worked on. Immutable; safe with several threads.
 */
public final class FaceMerger {
    /** A face that shows less than this, in pixels of the frame, is left alone. */
    private static final int SMALLEST = 4;

    /** Masks below this do not count toward the size of a face. */
    private static final float VISIBLE = 0.1f;

    private final FaceType faceType;
    private final int resolution;
    private final MergeOptions options;

    /**
     * Prepares for one network.
     *
     * @param faceType how much of the head the network was trained on
     * @param resolution its side n in pixels, 16 to 1024
     * @throws IllegalArgumentException if the resolution is out of range
     */
    public FaceMerger(FaceType faceType, int resolution, MergeOptions options) {
        if (resolution < 16 || resolution > 1024) {
            throw new IllegalArgumentException("merge: resolution must be in 16..1024, got " + resolution);
        }
        this.faceType = faceType;
        this.resolution = resolution;
        this.options = options;
    }

    /** The settings. */
    public MergeOptions options() {
        return options;
    }

    /**
     * A whole frame: each face is cut out, predicted and blended, in the order given. Faces outside the picture, too
     * small or without finite landmarks leave it as it was.
     */
    public MergedFrame merge(Frame frame, List<Landmarks> faces, Predictor predictor) {
        List<Patch> patches = new ArrayList<>();
        for (Landmarks face : faces) {
            crop(frame, face)
                    .flatMap(crop -> patch(frame, crop, predictor.predict(crop.picture()), Motion.NONE))
                    .ifPresent(patches::add);
        }
        return MergedFrame.of(frame, patches);
    }

    /** The face as the network wants to see it; empty for a face outside the frame, too small or not finite. */
    public Optional<FaceCrop> crop(Frame frame, Landmarks landmarks) {
        if (!Alignment.isPossible(landmarks)) return Optional.empty();
        Affine map = Alignment.matrix(landmarks, resolution, faceType);
        double[] corners = Alignment.corners(map, resolution);
        Region region = Region.around(frame, corners);
        if (region == null || Math.hypot(corners[4] - corners[0], corners[5] - corners[1]) < SMALLEST) {
            return Optional.empty();
        }
        return Optional.of(new FaceCrop(landmarks, Pixels.clip(toCrop(region.of(frame), region.local(map)))));
    }

    /**
     * The part of the frame that one face changes; empty where it changes nothing.
     *
     * @param crop as {@link #crop} cut it from the same frame
     * @param prediction the network's answer to the crop
     * @param motion of the face; matters only with motion blur
     * @throws IllegalArgumentException if crop or prediction have another side than the network
     */
    public Optional<Patch> patch(Frame frame, FaceCrop crop, Prediction prediction, Motion motion) {
        if (prediction.size() != resolution || crop.picture().width() != resolution) {
            throw new IllegalArgumentException("merge: prediction of %d and crop of %d pixels, wanted %d"
                    .formatted(prediction.size(), crop.picture().width(), resolution));
        }
        Landmarks landmarks = crop.landmarks();
        Affine map = Alignment.matrix(landmarks, resolution, faceType);
        Affine pasteMap = Alignment.matrix(landmarks, resolution, faceType, pasteScale());
        Region region = region(frame, map, pasteMap);
        if (region == null) return Optional.empty();
        FloatImage below = region.of(frame);
        FloatImage crisp = cropMask(landmarks, prediction, region, map);
        FloatImage mask = pasteMask(crisp, landmarks, region);
        Affine paste = region.local(pasteMap);
        FloatImage picture = switch (options.mode()) {
            case ORIGINAL -> below;
            case RAW_RGB -> {
                FloatImage square = toFrame(Pixels.ones(resolution, resolution), paste, region);
                yield raw(below, toFrame(prediction.face(), paste, region), square);
            }
            case OVERLAY, HIST_MATCH, SEAMLESS, SEAMLESS_HIST_MATCH -> {
                if (!isVisible(mask)) yield below;
                FloatImage area = area(crisp);
                FloatImage face = matched(prediction.face(), crop.picture(), area);
                FloatImage pasted = Pixels.clip(toFrame(face, paste, region));
                if (options.mode().isSeamless()) pasted = SeamlessPaste.apply(below, pasted, mask);
                FloatImage out = Pixels.over(below, pasted, mask);
                yield finished(below, out, mask, region.local(map), crop.picture(), area, motion);
            }
        };
        return Optional.of(new Patch(region.left(), region.top(), picture, mask));
    }

    private double pasteScale() {
        return 1 + 0.01 * options.faceScale();
    }

    private @Nullable Region region(Frame frame, Affine map, Affine pasteMap) {
        if (options.changesBackground()) return Region.whole(frame);
        double[] corners = new double[16];
        System.arraycopy(Alignment.corners(map, resolution), 0, corners, 0, 8);
        System.arraycopy(Alignment.corners(pasteMap, resolution), 0, corners, 8, 8);
        return Region.around(frame, corners);
    }

    private FloatImage toCrop(FloatImage picture, Affine map) {
        return Warp.affine(picture, map, resolution, resolution, Interpolation.CUBIC, Border.CONSTANT);
    }

    private static FloatImage toFrame(FloatImage picture, Affine frameToPicture, Region region) {
        return Warp.affineInverse(
                picture, frameToPicture, region.width(), region.height(), Interpolation.CUBIC, Border.CONSTANT);
    }

    /** The finished mask in the plane of the crop, {@code [4n, 4n, 1]}. */
    private FloatImage cropMask(Landmarks landmarks, Prediction prediction, Region region, Affine map) {
        FloatImage mask = FaceMask.choose(options.maskMode(), prediction, () -> {
            FloatImage hull =
                    LandmarkMasks.hull(landmarks, 1, region.left(), region.top(), region.width(), region.height());
            return Pixels.clip(toCrop(hull, region.local(map)));
        });
        if (options.mode() == MergeMode.RAW_RGB) return mask;
        return FaceMask.refine(mask, options.erodeMask(), options.blurMask());
    }

    private FloatImage pasteMask(FloatImage crisp, Landmarks landmarks, Region region) {
        Affine map = Alignment.matrix(landmarks, crisp.width(), faceType, pasteScale());
        return Pixels.dropTraces(Pixels.clip(toFrame(crisp, region.local(map), region)));
    }

    /** Where the mask is above 0, in the plane of the crop, {@code [n, n, 1]}. */
    private FloatImage area(FloatImage crisp) {
        FloatImage area = Resize.to(crisp, resolution, resolution, Interpolation.CUBIC);
        for (int i = 0; i < area.data().length; i++) area.data()[i] = area.data()[i] > 0 ? 1 : 0;
        return area;
    }

    private static boolean isVisible(FloatImage mask) {
        int left = Integer.MAX_VALUE;
        int top = Integer.MAX_VALUE;
        int right = Integer.MIN_VALUE;
        int bottom = Integer.MIN_VALUE;
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (mask.data()[y * mask.width() + x] < VISIBLE) continue;
                left = Math.min(left, x);
                right = Math.max(right, x);
                top = Math.min(top, y);
                bottom = Math.max(bottom, y);
            }
        }
        return right != Integer.MIN_VALUE && Math.min(right - left, bottom - top) >= SMALLEST;
    }

    private static FloatImage raw(FloatImage below, FloatImage face, FloatImage square) {
        FloatImage out = below.copy();
        for (int i = 0; i < out.data().length; i++) {
            float weight = square.data()[i / 3];
            out.data()[i] = Pixels.clip(below.data()[i] * (1 - weight) + face.data()[i] * weight);
        }
        return out;
    }

    /** The prediction in the original's colours, as far as that happens before blending. */
    private FloatImage matched(FloatImage face, FloatImage original, FloatImage area) {
        if (options.mode().isSeamless()) return face;
        FloatImage out = options.colorTransfer().apply(face, original, area);
        if (options.mode() != MergeMode.HIST_MATCH) return out;
        FloatImage look = options.maskedHistMatch() ? area : Pixels.ones(resolution, resolution);
        return HistogramMatch.apply(onWhite(out, look), onWhite(original, look), options.histMatchThreshold());
    }

    private static FloatImage onWhite(FloatImage x, FloatImage area) {
        FloatImage out = x.copy();
        for (int i = 0; i < out.data().length; i++) {
            float weight = area.data()[i / 3];
            out.data()[i] = Math.min(1, x.data()[i] * weight + (1 - weight));
        }
        return out;
    }

    /** What is done after blending: effects on the face, blended once more, and on the frame. */
    private FloatImage finished(
            FloatImage below,
            FloatImage blended,
            FloatImage mask,
            Affine map,
            FloatImage original,
            FloatImage area,
            Motion motion) {
        FloatImage out = blended;
        if (options.hasSecondRound()) {
            FloatImage face = toCrop(out, map);
            if (options.mode().isSeamless()) face = options.colorTransfer().apply(face, original, area);
            if (options.mode() == MergeMode.SEAMLESS_HIST_MATCH) {
                face = HistogramMatch.apply(face, original, options.histMatchThreshold());
            }
            face = FaceFilters.motionBlur(face, motion, options.motionBlurPower());
            face = FaceFilters.blurSharpen(face, options.sharpenMode(), options.blurSharpen());
            FloatImage frame = FaceFilters.medians(below, options.denoise(), 100);
            if (options.bicubicDegrade() != 0) frame = degraded(frame, 1 - options.bicubicDegrade() / 101.0);
            FloatImage pasted =
                    Warp.affineInverse(face, map, below.width(), below.height(), Interpolation.CUBIC, Border.CONSTANT);
            out = Pixels.over(frame, pasted, mask);
        }
        if (options.colorDegrade() == 0) return out;
        return Pixels.mix(out, Palette.apply(out, 256), options.colorDegrade() / 100f);
    }

    private static FloatImage degraded(FloatImage x, double share) {
        int width = Math.max(1, (int) (x.width() * share));
        int height = Math.max(1, (int) (x.height() * share));
        return Resize.to(Resize.to(x, width, height, Interpolation.CUBIC), x.width(), x.height(), Interpolation.CUBIC);
    }
}
