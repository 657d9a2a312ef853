package doppel.app.data;

/**
 * How far each sample may be turned, scaled, moved, mirrored and warped; all draws are uniform.
 *
 * @param rotation largest turn either way, in degrees
 * @param scaleLow the picture is scaled from {@code 1 / (1 + scaleLow)}
 * @param scaleHigh to {@code 1 + scaleHigh}
 * @param shift largest move either way on each axis, as a share of the picture's edge
 * @param morph how far at most the face is bent towards the shape of one of the other identity, 0 not at all to 1 all
 *     the way, so that poses and expressions are learned that its own clip does not show; DeepFaceLab's is 0
 * @param flip chance that it is mirrored, 0..1; DeepFaceLab's is 0.4 where mirroring is on
 * @param warp how the network's input, but not its target, is bent
 */
public record Augmentation(
        double rotation, double scaleLow, double scaleHigh, double shift, double morph, double flip, Warping warp) {
    /** How inputs are bent. */
    public enum Warping {
        /** Not at all. */
        NONE,
        /** By a field that moves x and y independently, about where they were. */
        RANDOM,
        /** By DeepFaceLab's field: y follows x mirrored at the diagonal, half a pixel off, black beyond the edges. */
        DEEPFACELAB
    }

    /** SAEHD's ranges, warped, not mirrored. */
    public static final Augmentation SAEHD = new Augmentation(10, 0.15, 0.15, 0.05, 0, 0, Warping.RANDOM);

    /** SAEHD's chance of mirroring, where it is on. */
    public static final double FLIP_CHANCE = 0.4;

    public Augmentation {
        if (!(rotation >= 0)
                || !(scaleLow >= 0)
                || !(scaleHigh >= 0)
                || !(shift >= 0)
                || !(morph >= 0 && morph <= 1)
                || !(flip >= 0 && flip <= 1)) {
            throw new IllegalArgumentException("augmentation: rotation %s, scale %s to %s, shift %s, morph %s, flip %s"
                    .formatted(rotation, scaleLow, scaleHigh, shift, morph, flip));
        }
        if (morph > 0 && warp == Warping.DEEPFACELAB) {
            throw new IllegalArgumentException("augmentation: DeepFaceLab's warp knows no morph, got " + morph);
        }
    }

    public Augmentation withFlip(double chance) {
        return new Augmentation(rotation, scaleLow, scaleHigh, shift, morph, chance, warp);
    }

    public Augmentation withWarp(Warping warping) {
        return new Augmentation(rotation, scaleLow, scaleHigh, shift, morph, flip, warping);
    }

    public Augmentation withMorph(double share) {
        return new Augmentation(rotation, scaleLow, scaleHigh, shift, share, flip, warp);
    }
}
