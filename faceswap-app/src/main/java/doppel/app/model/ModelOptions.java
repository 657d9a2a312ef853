package doppel.app.model;

import doppel.app.face.FaceType;

/**
 * What a SAEHD model is; none of it can change once training has begun.
 *
 * @param resolution edge of a face, in pixels: 64..640, a multiple of {@link Archi#resolutionStep}
 * @param ae width of the bottleneck, 32..1024
 * @param e base width of the encoder, 16..256, even
 * @param d base width of the decoder, 16..256, even
 * @param mask base width of the mask's decoder, 16..256, even
 * @param faceType how much of a head the faces show
 */
public record ModelOptions(Archi archi, int resolution, int ae, int e, int d, int mask, FaceType faceType) {
    public ModelOptions {
        int step = archi.resolutionStep();
        if (resolution < 64 || resolution > 640 || resolution % step != 0) {
            int nearest = Math.clamp(Math.round((double) resolution / step) * step, 64, 640);
            throw new IllegalArgumentException(
                    "resolution: %s wants a multiple of %d from 64 to 640, got %d; the nearest is %d"
                            .formatted(archi, step, resolution, nearest));
        }
        check("ae dims", ae, 32, 1024, 1);
        check("e dims", e, 16, 256, 2);
        check("d dims", d, 16, 256, 2);
        check("mask dims", mask, 16, 256, 2);
    }

    private static void check(String name, int value, int low, int high, int step) {
        if (value < low || value > high || value % step != 0) {
            throw new IllegalArgumentException("%s: wanted %s%d to %d, got %d"
                    .formatted(name, step == 2 ? "an even number from " : "", low, high, value));
        }
    }

    /** DeepFaceLab's proposal for the mask's width: a third of the decoder's, made even. */
    public static int maskWidth(int d) {
        int width = d / 3;
        return Math.max(16, width + width % 2);
    }
}
