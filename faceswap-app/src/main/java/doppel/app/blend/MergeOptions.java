package doppel.app.blend;

/**
 * How faces are merged into a frame. Names, ranges and meaning are those of DeepFaceLab's merger.
 *
 * @param mode how the face is put into the frame
 * @param maskMode which mask decides where the face shows
 * @param maskedHistMatch whether {@code hist-match} looks at the face alone or at the whole crop
 * @param histMatchThreshold 0..255; below 255 the histogram of the original is not used to its bright end
 * @param erodeMask -400..400, in quarters of a pixel of the network: above 0 the mask shrinks, below it grows
 * @param blurMask 0..400, in quarters of a pixel of the network: width of the soft edge, taken from inside the crop
 * @param motionBlurPower 0..100 percent of the {@link Motion}
 * @param faceScale -50..50 percent: above 0 the face is pasted smaller, by {@code 1 / (1 + faceScale / 100)}, below
 *     larger; the colours still come from the face at its own size
 * @param colorTransfer how the face takes on the original's colours
 * @param sharpenMode how a positive {@code blurSharpen} sharpens
 * @param blurSharpen -100..100: above 0 the face is sharpened, below blurred
 * @param denoise 0..500: median filter of the <em>frame</em>, ten per pass
 * @param bicubicDegrade 0..100: the <em>frame</em> is made smaller by that share and enlarged again
 * @param colorDegrade 0..100 percent of the frame painted with 256 colours
 */
public record MergeOptions(
        MergeMode mode,
        MaskMode maskMode,
        boolean maskedHistMatch,
        int histMatchThreshold,
        int erodeMask,
        int blurMask,
        int motionBlurPower,
        int faceScale,
        ColorTransfer colorTransfer,
        SharpenMode sharpenMode,
        int blurSharpen,
        int denoise,
        int bicubicDegrade,
        int colorDegrade) {
    /** What DeepFaceLab's interactive merger starts with: overlay, both learned masks, {@code rct}, hard edges. */
    public static final MergeOptions DEFAULT = new MergeOptions(
            MergeMode.OVERLAY,
            MaskMode.LEARNED_BOTH,
            true,
            238,
            0,
            0,
            0,
            0,
            ColorTransfer.RCT,
            SharpenMode.NONE,
            0,
            0,
            0,
            0);

    public MergeOptions {
        check("histogram threshold", histMatchThreshold, 0, 255);
        check("mask erosion", erodeMask, -400, 400);
        check("mask blur", blurMask, 0, 400);
        check("motion blur", motionBlurPower, 0, 100);
        check("face scale", faceScale, -50, 50);
        check("blur-sharpen", blurSharpen, -100, 100);
        check("denoise", denoise, 0, 500);
        check("bicubic degrade", bicubicDegrade, 0, 100);
        check("color degrade", colorDegrade, 0, 100);
    }

    private static void check(String subject, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "merge: %s must be in %d..%d, got %d".formatted(subject, least, most, value));
        }
    }

    /** Whether pixels far from every face change. */
    boolean changesBackground() {
        return mode != MergeMode.ORIGINAL
                && mode != MergeMode.RAW_RGB
                && (denoise != 0 || bicubicDegrade != 0 || colorDegrade != 0);
    }

    /** Whether the composited face is cropped, treated and blended once more. */
    boolean hasSecondRound() {
        return (mode.isSeamless() && colorTransfer != ColorTransfer.NONE)
                || mode == MergeMode.SEAMLESS_HIST_MATCH
                || motionBlurPower != 0
                || blurSharpen != 0
                || denoise != 0
                || bicubicDegrade != 0;
    }

    /** A copy with another {@link #mode}. */
    public MergeOptions withMode(MergeMode mode) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }

    /** A copy with another {@link #maskMode}. */
    public MergeOptions withMaskMode(MaskMode maskMode) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }

    /** A copy with another {@link #maskedHistMatch}. */
    public MergeOptions withMaskedHistMatch(boolean maskedHistMatch) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }

    /** A copy with another {@link #histMatchThreshold}. */
    public MergeOptions withHistMatchThreshold(int histMatchThreshold) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }

    /** A copy with another {@link #erodeMask}. */
    public MergeOptions withErodeMask(int erodeMask) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }

    /** A copy with another {@link #blurMask}. */
    public MergeOptions withBlurMask(int blurMask) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }

    /** A copy with another {@link #motionBlurPower}. */
    public MergeOptions withMotionBlurPower(int motionBlurPower) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }

    /** A copy with another {@link #faceScale}. */
    public MergeOptions withFaceScale(int faceScale) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }

    /** A copy with another {@link #colorTransfer}. */
    public MergeOptions withColorTransfer(ColorTransfer colorTransfer) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }

    /** A copy with another {@link #sharpenMode}. */
    public MergeOptions withSharpenMode(SharpenMode sharpenMode) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }

    /** A copy with another {@link #blurSharpen}. */
    public MergeOptions withBlurSharpen(int blurSharpen) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }

    /** A copy with another {@link #denoise}. */
    public MergeOptions withDenoise(int denoise) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }

    /** A copy with another {@link #bicubicDegrade}. */
    public MergeOptions withBicubicDegrade(int bicubicDegrade) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }

    /** A copy with another {@link #colorDegrade}. */
    public MergeOptions withColorDegrade(int colorDegrade) {
        return new MergeOptions(
                mode,
                maskMode,
                maskedHistMatch,
                histMatchThreshold,
                erodeMask,
                blurMask,
                motionBlurPower,
                faceScale,
                colorTransfer,
                sharpenMode,
                blurSharpen,
                denoise,
                bicubicDegrade,
                colorDegrade);
    }
}
